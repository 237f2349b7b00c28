// Lecture mode: one thing at a time, as large as the screen, by arrow keys or a clicker. Started by its button,
// or by an address that ends in ?lecture. The page itself is not changed, only what of it is seen.
(() => {
  'use strict';

  const start = document.querySelector('.lecture-start');
  const story = document.querySelector('.story');
  if (!start || !story) return;
  const words = start.dataset;
  const root = document.documentElement;
  let steps = [];
  let at = 0;
  let bar = null;

  // Prose goes together; notes for whoever teaches belong to the step before them.
  function gathered() {
    const made = [];
    let prose = null;
    for (const part of story.children) {
      if (part.matches('.review, .review-ask')) continue;
      if (part.matches('.teacher')) {
        if (made.length) made.at(-1).notes.push(part);
        continue;
      }
      const plain = part.matches('p, ul, ol, table, pre');
      if (plain && prose) prose.parts.push(part);
      else made.push({parts: [part], notes: []});
      prose = plain ? made.at(-1) : null;
      if (part.matches('h2, h3, h4, h5, h6')) prose = made.at(-1);
    }
    return made;
  }

  function made(name, text, action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = name;
    button.textContent = text;
    button.addEventListener('click', action);
    return button;
  }

  function show(next) {
    for (const player of story.querySelectorAll('video, audio')) player.pause();
    at = Math.min(Math.max(next, 0), steps.length - 1);
    steps.forEach((step, number) => {
      for (const part of [...step.parts, ...step.notes]) part.classList.toggle('lecture-now', number === at);
      for (const part of step.parts) if (number === at && part.matches('.answer')) part.open = true;
      for (const note of step.notes) note.open = true;
    });
    bar.querySelector('.lecture-place').textContent = words.place.replace('{n}', at + 1).replace('{all}', steps.length);
    bar.querySelector('.lecture-notes').hidden = !steps[at].notes.length;
    scrollTo(0, 0);
    // A hidden poster was never asked for.
    for (const image of story.querySelectorAll('.lecture-now img')) image.loading = 'eager';
  }

  function keys(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest('input, select, textarea, video, audio')) return;
    const go = {ArrowRight: at + 1, PageDown: at + 1, ArrowLeft: at - 1, PageUp: at - 1, Home: 0, End: steps.length}[event.key];
    if (go !== undefined) {
      event.preventDefault();
      show(go);
    } else if (event.key === 'Escape') end();
  }

  function begin() {
    if (bar) return;
    if (!document.querySelector('.lecture-sheet')) {
      const sheet = document.createElement('link');
      sheet.rel = 'stylesheet';
      sheet.href = words.css;
      sheet.className = 'lecture-sheet';
      document.head.append(sheet);
    }
    steps = gathered();
    if (!steps.length) return;
    bar = document.createElement('div');
    bar.className = 'lecture-bar';
    bar.setAttribute('role', 'toolbar');
    bar.setAttribute('aria-label', start.textContent);
    const place = document.createElement('p');
    place.className = 'lecture-place';
    place.setAttribute('role', 'status');
    const notes = made('lecture-notes', words.notes, () => {
      notes.setAttribute('aria-pressed', String(root.toggleAttribute('data-notes')));
    });
    notes.setAttribute('aria-pressed', 'false');
    const next = made('lecture-next', words.next, () => show(at + 1));
    bar.append(made('', words.previous, () => show(at - 1)), place, next, notes, made('', words.end, end));
    story.closest('main').append(bar);
    root.setAttribute('data-lecture', '');
    document.addEventListener('keydown', keys);
    document.documentElement.requestFullscreen?.().catch(() => {});
    // While the page loads nothing is :target yet.
    const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    show(Math.max(0, steps.findIndex((step) => step.parts.some((part) => wanted && part.contains(wanted)))));
    next.focus();
  }

  function end() {
    const last = steps[at]?.parts[0];
    document.removeEventListener('keydown', keys);
    root.removeAttribute('data-lecture');
    root.removeAttribute('data-notes');
    bar.remove();
    bar = null;
    if (document.fullscreenElement) document.exitFullscreen();
    last?.scrollIntoView({block: 'center'});
    start.focus({preventScroll: true});
  }

  start.hidden = false;
  start.addEventListener('click', begin);
  if (new URLSearchParams(location.search).has('lecture')) begin();
})();
