// Comparisons: a divider, a fade, a blink, stages, a difference; two videos on one clock.
// The page already shows every picture with its name; this stacks them and shows the controls.
(() => {
  'use strict';

  const clamp = (value, most) => Math.min(most, Math.max(0, value));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  function start(figure) {
    const stage = figure.querySelector('.compare-stage');
    const controls = figure.querySelector('.compare-controls');
    if (!controls) return;
    const sides = [...stage.querySelectorAll('.compare-side')];
    const range = controls.querySelector('.divide');
    const select = controls.querySelector('select');
    const picks = [...controls.querySelectorAll('.pick')];
    const divider = stage.querySelector('.divider');
    const videos = figure.hasAttribute('data-moving') ? sides.map((side) => side.querySelector('video')) : [];
    const names = sides.map((side) => side.dataset.name);
    const upright = figure.dataset.axis === 'y';
    let mode = figure.dataset.mode;

    function show() {
      const value = Number(range.value);
      const last = sides.length - 1;
      // In stages the range counts pictures; else it is the percentage of the first picture.
      const chosen = mode === 'stages' ? value : value >= 50 ? 0 : last;
      stage.style.setProperty('--at', value + '%');
      stage.style.setProperty('--part', value / 100);
      sides.forEach((side, index) => side.classList.toggle('shown', index === chosen));
      picks.forEach((pick, index) => {
        const pressed = mode === 'stages' || mode === 'blink' ? index === chosen : value === (index ? 0 : 100);
        pick.setAttribute('aria-pressed', String(pressed));
      });
      const words = mode === 'stages'
        ? { n: value + 1, name: names[value] }
        : { m: value, n: 100 - value };
      range.setAttribute('aria-valuetext', fill(range.dataset.text, words));
    }

    function set(value) {
      range.value = value;
      show();
    }

    function choose(next) {
      mode = next;
      const beside = mode === 'side';
      const ranged = !beside && mode !== 'difference';
      figure.classList.toggle('live', !beside);
      figure.dataset.now = mode;
      divider.hidden = mode !== 'slider';
      range.hidden = !ranged;
      picks.forEach((pick) => { pick.hidden = !ranged; });
      range.step = mode === 'blink' ? 100 : 1;
      videos.forEach((video) => { video.controls = beside && !videos.paired; });
      if (mode === 'blink') set(Number(range.value) >= 50 ? 100 : 0);
      else show();
    }

    function drag(event) {
      if (mode !== 'slider') return;
      const box = stage.getBoundingClientRect();
      const part = upright ? (event.clientY - box.top) / box.height : (event.clientX - box.left) / box.width;
      set(Math.round(clamp(part * 100, 100)));
    }

    stage.addEventListener('pointerdown', (event) => {
      if (mode !== 'slider' || event.button) return;
      event.preventDefault();
      stage.setPointerCapture(event.pointerId);
      range.focus({ preventScroll: true });
      drag(event);
    });
    stage.addEventListener('pointermove', (event) => {
      if (stage.hasPointerCapture(event.pointerId)) drag(event);
    });
    stage.addEventListener('click', () => {
      if (mode === 'blink') set(100 - Number(range.value));
      if (mode === 'stages') set((Number(range.value) + 1) % sides.length);
    });
    range.addEventListener('input', show);
    picks.forEach((pick, index) => pick.addEventListener('click', () => {
      set(mode === 'stages' ? index : index ? 0 : 100);
    }));
    if (select) select.addEventListener('change', () => choose(select.value));
    if (videos.length === 2) pair(videos, controls);
    controls.hidden = false;
    if (mode !== 'stages') range.value = figure.dataset.start;
    choose(mode);
  }

  // One clock: the first video leads, the second follows; only the first is heard.
  function pair(videos, controls) {
    const [lead, other] = videos;
    const both = controls.querySelector('.both');
    const clock = controls.querySelector('.clock');
    const length = () => Math.min(lead.duration || Infinity, other.duration || Infinity);
    videos.paired = true;
    other.muted = true;
    videos.forEach((video) => { video.controls = false; video.preload = 'metadata'; });

    function follow() {
      // A seek costs more than it mends, so small drifts are run off by speed: a frame in a quarter of a second.
      const drift = other.currentTime - lead.currentTime;
      if (Math.abs(drift) > 0.4 && !other.seeking) other.currentTime = lead.currentTime;
      else other.playbackRate = Math.max(0.5, clamp(1 - drift * 4, 2));
      if (lead.currentTime >= length() - 0.02) stop();
      if (Number.isFinite(length())) clock.value = Math.round((lead.currentTime / length()) * 1000);
      if (!lead.paused) next();
    }
    function next() {
      if (lead.requestVideoFrameCallback) lead.requestVideoFrameCallback(follow);
      else requestAnimationFrame(follow);
    }
    function label() { both.textContent = lead.paused ? both.dataset.play : both.dataset.pause; }
    function stop() { videos.forEach((video) => video.pause()); }

    both.addEventListener('click', async () => {
      if (!lead.paused) { stop(); return; }
      if (lead.currentTime >= length() - 0.05) lead.currentTime = 0;
      other.currentTime = lead.currentTime;
      await Promise.allSettled(videos.map((video) => video.play()));
      next();
    });
    clock.addEventListener('input', () => {
      if (!Number.isFinite(length())) { videos.forEach((video) => video.load()); return; }
      videos.forEach((video) => { video.currentTime = (clock.value / 1000) * length(); });
    });
    ['play', 'pause', 'ended'].forEach((name) => lead.addEventListener(name, label));
    lead.addEventListener('waiting', () => other.pause());
    lead.addEventListener('playing', () => { if (!lead.paused) other.play(); });
  }

  document.querySelectorAll('.compare').forEach(start);
})();
