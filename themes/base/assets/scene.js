// While one reads on, the picture of a scene shows what the words beside it mean: it comes closer, its clip goes on.
// Nothing takes the scrolling over: where the words are decides, however they came there.
(() => {
  'use strict';

  const moves = matchMedia('(prefers-reduced-motion: no-preference) and (min-height: 30rem)');

  function stage(take) {
    const held = take.querySelector('.scene-held');
    const view = held.querySelector('.scene-view');
    const video = view.querySelector('video');
    const steps = [...take.querySelectorAll('.scene-step')];
    let wanted = NaN;
    let asked = 0;

    // A clip that is still finding one frame is not asked for another.
    function seek() {
      if (video?.paused && !video.seeking && video.readyState && Math.abs(video.currentTime - wanted) > 0.02) video.currentTime = wanted;
    }

    function closer(region) {
      const [left, top, wide, high] = region?.split(',').map(Number) ?? [0, 0, 100, 100];
      const scale = Math.max(1, Math.min(92 / wide, 92 / high));
      // Its middle in the middle, but never past the edge of the picture.
      const move = (start, size) => Math.min(0, Math.max(100 - 100 * scale, 50 - (start + size / 2) * scale));
      view.style.transform = scale > 1 ? `translate(${move(left, wide)}%, ${move(top, high)}%) scale(${scale})` : '';
      for (const each of view.querySelectorAll('[sizes]')) {
        each.dataset.sizes ??= each.sizes;
        each.sizes = scale > 1 ? `${Math.ceil(held.clientWidth * scale)}px` : each.dataset.sizes;
      }
    }

    function look() {
      asked = 0;
      const { bottom, right } = held.getBoundingClientRect();
      const beside = steps[0].getBoundingClientRect().left >= right;
      const line = beside ? innerHeight * 0.6 : bottom + (innerHeight - bottom) * 0.6;
      const tops = steps.map((step) => step.querySelector('.scene-words').getBoundingClientRect().top);
      const number = moves.matches ? tops.findLastIndex((top) => top <= line) : -1;
      const step = steps[number];
      steps.forEach((each) => each.classList.toggle('reading', each === step));
      closer(video && !video.paused ? undefined : step?.dataset.region);
      if (!video) return;
      // What plays has its controls; what the reader scrolls through needs none.
      video.controls = !moves.matches || !video.paused || !step?.dataset.at;
      if (!step?.dataset.at) return;
      const [from, to] = [Number(step.dataset.at), Number(step.dataset.end ?? step.dataset.at)];
      wanted = from + (to - from) * Math.min(1, Math.max(0, (line - tops[number]) / step.clientHeight));
      seek();
    }
    const ask = () => { asked ||= requestAnimationFrame(look); };

    new IntersectionObserver(([{ isIntersecting }]) => {
      (isIntersecting ? addEventListener : removeEventListener)('scroll', ask, { passive: true });
      if (!isIntersecting || !moves.matches) return;
      if (video && !video.readyState && !navigator.connection?.saveData && take.querySelector('.scene-step[data-at]')) {
        video.preload = 'auto';
        video.load();
      }
      ask();
    }, { rootMargin: '50%' }).observe(take);
    for (const name of ['loadeddata', 'seeked']) video?.addEventListener(name, seek);
    for (const name of ['play', 'pause']) video?.addEventListener(name, ask);
    moves.addEventListener('change', ask);
    take.dataset.held = ''; // a preview that changes any of it makes it anew
  }
  document.querySelectorAll('.scene-take:has(.scene-step)').forEach(stage);
  document.addEventListener('btspress:swapped', ({ detail }) => detail('.scene-take:has(.scene-step)').forEach(stage));
})();
