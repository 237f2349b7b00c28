// A clip stops where a question waits, once each time it is played past that moment, and says so.
(() => {
  'use strict';

  const status = document.getElementById('status');

  function wait(link) {
    const player = document.getElementById(link.dataset.target)?.querySelector('video, audio');
    if (!player) return;
    const at = Number(link.dataset.at);
    const asked = link.closest('.learn');
    let before = 0;

    player.addEventListener('timeupdate', () => {
      const now = player.currentTime;
      // A seek past the question is no playing past it.
      const passed = !player.seeking && before < at && now >= at && now - before < 1.5;
      before = now;
      if (!passed) return;
      player.pause();
      if (document.fullscreenElement) document.exitFullscreen();
      asked.classList.add('asked');
      asked.scrollIntoView({block: 'nearest'});
      link.focus({preventScroll: true});
      if (status) status.textContent = link.dataset.words + asked.querySelector('.learn-title').textContent;
    });
    player.addEventListener('play', () => asked.classList.remove('asked'));
  }

  document.querySelectorAll('.pause-link').forEach(wait);
  document.addEventListener('btspress:swapped', ({detail}) => detail('.pause-link').forEach(wait));
})();
