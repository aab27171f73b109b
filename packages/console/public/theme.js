// Runs before the first paint, so that a chosen theme never flashes. The choice is kept by the theme switch.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('countersign-console-theme');
  } catch {
    // storage is closed: the system's theme holds
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
})();
