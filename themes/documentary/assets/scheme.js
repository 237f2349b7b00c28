// Lights on, lights off. Runs before the page is drawn, so that a remembered choice never flashes.
(() => {
  'use strict';

  const root = document.documentElement;
  const light = matchMedia('(prefers-color-scheme: light)');
  const held = () => { try { return localStorage.getItem('scheme'); } catch { return null; } };
  const keep = (scheme) => { try { localStorage.setItem('scheme', scheme); } catch { /* private window */ } };
  const now = () => root.dataset.scheme || (light.matches ? 'light' : 'dark');

  const before = held();
  if (before === 'light' || before === 'dark') root.dataset.scheme = before;

  addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector('.lights');
    if (!button) return;
    const show = () => { button.textContent = now() === 'dark' ? button.dataset.on : button.dataset.off; };
    button.addEventListener('click', () => {
      root.dataset.scheme = now() === 'dark' ? 'light' : 'dark';
      keep(root.dataset.scheme);
      show();
    });
    light.addEventListener('change', show);
    button.hidden = false;
    show();
  });
})();
