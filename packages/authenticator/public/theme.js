// Runs before the first paint, so that a chosen theme, a brand's colours or a direction never flash. The choices are kept by the settings.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    const language = localStorage.getItem('language');
    if (language !== null) root.lang = language;
    if (language === 'ar') root.dir = 'rtl';
    const brand = JSON.parse(localStorage.getItem('brand') ?? '{}');
    for (const [name, colour] of Object.entries(brand)) root.style.setProperty(name, String(colour));
  } catch {
    // storage is closed: the system's theme holds
  }
})();
