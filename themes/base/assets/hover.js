// A card moves under a pointer, once for the keyboard; nothing is loaded before.
(() => {
  'use strict';
  const wanted = matchMedia('(pointer: fine) and (prefers-reduced-motion: no-preference)');
  function moves(frame) {
    const card = frame.closest('li');
    let video, wait;
    const stop = () => {
      clearTimeout(wait);
      frame.classList.remove('moving');
      video?.pause();
    };
    const play = (loop) => {
      video ??= frame.appendChild(Object.assign(document.createElement('video'), {
        src: frame.dataset.hover, muted: true, ariaHidden: 'true', onended: stop,
      }));
      video.loop = loop;
      video.play().then(() => frame.classList.add('moving'), stop);
    };
    const start = (loop) => { wait = wanted.matches && setTimeout(play, 120, loop); };
    card.onpointerenter = () => start(true);
    card.onpointerleave = stop;
    card.addEventListener('focusin', () => start(false));
    card.addEventListener('focusout', stop);
    card.dataset.held = ''; // a preview that changes any of it makes it anew
  }
  document.querySelectorAll('[data-hover]').forEach(moves);
  document.addEventListener('btspress:swapped', ({ detail }) => detail('[data-hover]').forEach(moves));
})();
