// Runs before the first paint, so that a chosen theme or direction never flashes. The choices are kept by the settings.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    const language = localStorage.getItem('language');
    if (language !== null) root.lang = language;
    if (language === 'ar') root.dir = 'rtl';
  } catch {
    // storage is closed: the system's theme holds
  }
})();
