// Ways of watching: presets beside an exercise, clips that start by themselves only where the reader has
// nothing against motion.
(() => {
  'use strict';

  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const playerOf = (id) => document.getElementById(id)?.querySelector('video, audio');

  const presets = {
    muted: (player, on) => { player.muted = on; },
    slow: (player, on) => { player.playbackRate = on ? 0.5 : 1; },
    loop: (player, on) => { player.loop = on; },
    mirrored: (player, on) => { player.closest('.figure, .soundbite').classList.toggle('mirrored', on); },
    'sound-only': (player, on) => { player.closest('.figure, .soundbite').classList.toggle('sound-only', on); },
    'frame-by-frame': (player) => { player.pause(); },
  };

  function press(link) {
    const preset = presets[link.dataset.watch];
    if (!playerOf(link.dataset.target) || !preset) return;
    const words = link.textContent;
    const steps = link.parentElement.querySelector('.steps');
    link.setAttribute('role', 'button');
    link.setAttribute('aria-pressed', 'false');

    function toggle(event) {
      event.preventDefault();
      const player = playerOf(link.dataset.target);
      const on = link.getAttribute('aria-pressed') === 'false';
      link.setAttribute('aria-pressed', String(on));
      preset(player, on);
      if (steps) steps.hidden = !on;
      if (!on) return;
      const box = player.getBoundingClientRect();
      if (box.top < 0 || box.bottom > innerHeight) player.scrollIntoView({ block: 'nearest' });
      if (link.dataset.watch === 'frame-by-frame') {
        player.preload = 'auto';
        if (!player.readyState) player.load();
      } else {
        player.play().catch(() => {});
      }
    }

    link.title = words;
    link.addEventListener('click', toggle);
    link.addEventListener('keydown', (event) => { if (event.key === ' ') toggle(event); });
    steps?.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (button) window.btspress.step(playerOf(link.dataset.target), Number(button.dataset.step));
    });
    link.parentElement.dataset.held = ''; // a preview that changes any of it makes it anew
  }
  document.querySelectorAll('a.watch-link').forEach(press);

  function quietly(quiet) {
    if (!quiet.length || calm.matches) return;
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const still = document.documentElement.hasAttribute('data-still') || target.dataset.stopped;
        if (isIntersecting && !still) target.play().catch(() => {});
        else if (!isIntersecting && !target.paused) { target.dataset.ours = '1'; target.pause(); }
      }
    }, { threshold: 0.4 });
    quiet.forEach((video) => {
      video.muted = true;
      seen.observe(video);
      // Whoever pauses it means it.
      video.addEventListener('pause', () => {
        if (!video.dataset.ours && !video.ended) video.dataset.stopped = '1';
        delete video.dataset.ours;
      });
      video.addEventListener('play', () => { delete video.dataset.stopped; });
    });
    calm.addEventListener('change', () => quiet.forEach((video) => { if (calm.matches) video.pause(); }));
  }
  quietly(document.querySelectorAll('video[data-autoplay]'));
  document.addEventListener('btspress:swapped', ({ detail }) => {
    detail('a.watch-link').forEach(press);
    quietly(detail('video[data-autoplay]'));
  });
})();
