// Lights on, lights off. Runs before the page is drawn, so that a remembered choice never flashes and the
// button has its place from the start. Which of its two words shows is a matter of style.
(() => {
  'use strict';

  const root = document.documentElement;
  const held = () => { try { return localStorage.getItem('scheme'); } catch { return null; } };
  const keep = (scheme) => { try { localStorage.setItem('scheme', scheme); } catch { /* private window */ } };
  const now = () => root.dataset.scheme || (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');

  const before = held();
  if (before === 'light' || before === 'dark') root.dataset.scheme = before;
  root.classList.add('scripted');

  document.addEventListener('click', (event) => {
    if (!event.target.closest('.lights')) return;
    root.dataset.scheme = now() === 'dark' ? 'light' : 'dark';
    keep(root.dataset.scheme);
  });
})();
