// Comparisons: a divider, a fade, a blink, a difference, a picture in the picture, stages; all that moves on one clock.
// The page already shows every picture with its name and its numbered notes; this stacks them and shows the controls.
(() => {
  'use strict';

  const asked = new URLSearchParams(location.search);
  const clamp = (value, most, least = 0) => Math.min(most, Math.max(least, value));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const told = (seconds) => `${Math.floor(seconds / 60)}:${(Math.floor((seconds % 60) * 10) / 10).toFixed(1).padStart(4, '0')}`;
  const TWO = ['blink', 'pip'];

  function start(figure) {
    const stage = figure.querySelector('.compare-stage');
    const controls = figure.querySelector('.compare-controls');
    const sides = [...stage.querySelectorAll('.compare-side')];
    const range = controls.querySelector('.divide');
    const select = controls.querySelector('.mode select');
    const picks = [...controls.querySelectorAll('.pick')];
    const divider = stage.querySelector('.divider');
    const names = sides.map((side) => side.dataset.name);
    const media = sides.map((side) => side.querySelector('video') ?? side.querySelector('img'));
    const videos = media.filter((each) => each instanceof HTMLVideoElement);
    const lock = videos.length ? (videos[1] ? window.btspress.locked(videos) : alone(videos[0])) : null;
    const upright = figure.dataset.axis === 'y';
    const mine = asked.get('pair') === figure.id;
    const modes = [...select.options].map((option) => option.value);
    const notes = hotspots(figure, stage, sides, media, reveal);
    const volume = controls.querySelector('.volume');
    const sound = lock && window.btspress.heard(figure, videos, lock.lead);
    let mode = figure.dataset.mode;

    const staged = () => mode === 'stages';
    const ranged = () => mode !== 'side' && mode !== 'difference';
    const most = () => (staged() ? sides.length - 1 : 100);
    // Stages begin with the first that is kept.
    const begin = () => (staged() ? Math.max(0, media.findIndex(Boolean)) : Number(figure.dataset.start));

    function show() {
      const value = Number(range.value);
      // In stages the range counts pictures; else it is the percentage of the first picture.
      const chosen = staged() ? value : value >= 50 ? 0 : sides.length - 1;
      stage.style.setProperty('--at', value + '%');
      stage.style.setProperty('--part', value / 100);
      sides.forEach((side, index) => side.classList.toggle('shown', index === chosen));
      picks.forEach((pick, index) => {
        const pressed = staged() || TWO.includes(mode) ? index === chosen : value === (index ? 0 : 100);
        pick.setAttribute('aria-pressed', String(pressed));
      });
      const words = staged() ? { n: value + 1, name: names[value] } : { m: value, n: 100 - value };
      range.setAttribute('aria-valuetext', fill(staged() ? range.dataset.stage : range.dataset.split, words));
      notes.show(mode, value, chosen, lock ? lock.time : 0, range);
    }

    function set(value) {
      range.value = TWO.includes(mode) ? (value >= 50 ? 100 : 0) : clamp(value, most());
      show();
    }

    function choose(next, value) {
      const was = staged();
      mode = select.value = next;
      figure.classList.toggle('live', mode !== 'side');
      figure.dataset.now = mode;
      divider.hidden = mode !== 'slider';
      range.hidden = !ranged();
      picks.forEach((pick) => { pick.hidden = !ranged(); });
      range.max = most();
      videos.forEach((video) => { video.controls = mode === 'side' && videos.length === 1; });
      if (lock) {
        both.parentElement.hidden = videos[0].controls;
        sound.own(videos[0].controls);
      }
      notes.place();
      set(value ?? (was === staged() ? Number(range.value) : begin()));
    }

    // What shows a note: its picture, its moment.
    function reveal(note) {
      if (staged()) set(note.side);
      else if (ranged()) {
        const part = mode === 'slider' ? note.along(upright) + (note.side ? -12 : 12) : note.side ? 0 : 100;
        const hidden = note.side ? Number(range.value) > part : Number(range.value) < part;
        if (hidden) set(Math.round(part));
      }
      if (lock && note.from !== null) lock.seek(note.from);
      if (mode === 'difference') choose(modes[0]);
      show();
    }

    // ---- time ----

    const both = controls.querySelector('.both');
    const clock = controls.querySelector('.clock');
    const now = controls.querySelector('.now');

    function tick() {
      both.textContent = lock.paused ? both.dataset.play : both.dataset.pause;
      clock.value = (lock.time / length()) * 1000;
      now.textContent = `${told(lock.time)} / ${told(length())}`;
      clock.setAttribute('aria-valuetext', now.textContent);
      notes.time(lock.time);
    }
    function length() { return lock.duration || Number(clock.dataset.length); }
    function toggle() {
      if (lock.paused) lock.play();
      else lock.pause();
    }

    if (lock) {
      lock.onchange = tick;
      both.addEventListener('click', toggle);
      clock.addEventListener('input', () => lock.seek((clock.value / 1000) * length()));
      tick();
    }

    // ---- pointer and keys ----

    function drag(event) {
      const box = stage.getBoundingClientRect();
      const part = upright ? (event.clientY - box.top) / box.height : (event.clientX - box.left) / box.width;
      set(Math.round(clamp(part * 100, 100)));
    }

    stage.addEventListener('pointerdown', (event) => {
      if (mode !== 'slider' || event.button || event.target.closest('.spot')) return;
      event.preventDefault();
      stage.setPointerCapture(event.pointerId);
      range.focus({ preventScroll: true });
      drag(event);
    });
    stage.addEventListener('pointermove', (event) => {
      if (stage.hasPointerCapture(event.pointerId)) drag(event);
    });
    stage.addEventListener('click', (event) => {
      if (event.target.closest('.spot')) return;
      if (TWO.includes(mode)) set(100 - Number(range.value));
      if (staged()) set((Number(range.value) + 1) % sides.length);
    });

    function move(event, by) {
      if (event.target === clock) lock.seek(clamp(lock.time + (by * length()) / 100, length()));
      else if (staged()) set(Number(range.value) + (Math.abs(by) > 1 ? by * most() : by));
      else set(TWO.includes(mode) ? by * 100 : Number(range.value) + by);
    }

    controls.addEventListener('keydown', keys);
    stage.addEventListener('keydown', keys);
    function keys(event) {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || target instanceof HTMLSelectElement || target instanceof HTMLVideoElement) return;
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: upright ? -1 : 1, ArrowDown: upright ? 1 : -1, Home: -999, End: 999 };
      const scrolls = target.type !== 'range' && (upright ? /Left|Right/ : /Up|Down/).test(key);
      if (steps[key] && target === volume) return; // a slider of its own
      if (steps[key] && !scrolls && (ranged() || target === clock)) {
        move(event, steps[key] * (event.shiftKey ? 10 : 1));
      } else if (key === ' ' && target.type !== 'button' && lock) toggle();
      else if (key === ' ' && target.type !== 'button' && TWO.includes(mode)) set(100 - Number(range.value));
      else if ((key === ',' || key === '.') && lock) lock.step(key === '.' ? 1 : -1);
      else if (sound?.keys[key]) sound.keys[key]();
      else return;
      event.preventDefault();
    }

    range.addEventListener('input', show);
    picks.forEach((pick, index) => pick.addEventListener('click', () => set(staged() ? index : index ? 0 : 100)));
    select.addEventListener('change', () => choose(select.value));

    // ---- this view as a link ----

    function view() {
      const link = new URL(location.href);
      const state = { pair: figure.id, mode };
      if (ranged()) state.x = Number(range.value) + (staged() ? 1 : 0);
      if (lock && lock.time) state.t = Number(lock.time.toFixed(3));
      link.search = new URLSearchParams(state);
      link.hash = figure.id;
      return link.href;
    }

    share(figure, view);
    controls.hidden = false;
    figure.dataset.held = 'figcaption > :not(.spots)';
    figure.classList.add('ready');
    shape(sides, media);
    if (mine && modes.includes(asked.get('mode'))) mode = asked.get('mode');
    const x = mine && asked.get('x') ? Number(asked.get('x')) - (staged() ? 1 : 0) : NaN;
    choose(mode, Number.isFinite(x) ? x : begin());
    if (!mine) return;
    const time = Number(asked.get('t'));
    if (lock && time > 0) lock.seek(Math.min(time, length()));
    if (!location.hash) figure.scrollIntoView({ block: 'center' });
  }

  // A stage that is not kept takes the shape of those that are.
  function shape(sides, media) {
    const kept = media.find(Boolean);
    if (!kept) return;
    sides.forEach((side, index) => {
      if (!media[index]) side.firstElementChild.style.aspectRatio = `${kept.getAttribute('width')} / ${kept.getAttribute('height')}`;
    });
  }

  // One video beside stills needs no lock, only the same handles.
  function alone(video) {
    let aim = null; // where it is to be, while it is not loaded yet
    const handle = {
      lead: video,
      onchange: null,
      play: () => video.play().catch(() => {}),
      pause: () => video.pause(),
      seek(seconds) {
        if (video.readyState) { video.currentTime = seconds; return; }
        if (aim === null) {
          video.addEventListener('loadedmetadata', () => { video.currentTime = aim; aim = null; }, { once: true });
          video.preload = 'auto';
          video.load();
        }
        aim = seconds;
      },
      step(frames) {
        const rate = Number(video.dataset.fps) || 24;
        video.pause();
        // Into the middle of the frame: its exact start may round down to the one before.
        handle.seek((Math.max(0, Math.floor(handle.time * rate + 0.001) + frames) + 0.5) / rate);
      },
      get time() { return aim ?? video.currentTime; },
      get duration() { return video.duration; },
      get paused() { return video.paused; },
    };
    ['play', 'pause', 'timeupdate', 'seeking', 'loadedmetadata'].forEach((name) => {
      video.addEventListener(name, () => handle.onchange?.());
    });
    return handle;
  }

  // Numbered notes: buttons over the pictures, tied to the list below.
  function hotspots(figure, stage, sides, media, reveal) {
    let last = [];
    let open = null;
    const words = document.createElement('p');
    words.className = 'spot-note';
    words.setAttribute('aria-hidden', 'true');

    const notes = [...stage.querySelectorAll('.callout')].map((mark) => {
      const side = sides.indexOf(mark.closest('.compare-side'));
      const line = figure.querySelector(`.spots > [data-spot="${mark.dataset.spot}"]`);
      const button = document.createElement('button');
      const time = (name) => (mark.dataset[name] === undefined ? null : Number(mark.dataset[name]));
      const at = (name) => parseFloat(mark.getAttribute(name)) / 100;
      button.type = 'button';
      button.className = 'spot' + (sides[side].matches('.finished') ? ' of-finished' : '');
      button.textContent = mark.dataset.spot;
      button.setAttribute('aria-label', `${mark.dataset.spot}, ${sides[side].dataset.name}: ${line.querySelector('.spot-words').textContent.trim()}`);
      const note = { button, line, side, x: at('x'), y: at('y'), from: time('from'), to: time('to') };
      note.along = (upright) => 100 * (parseFloat(button.style[upright ? 'top' : 'left']) / (upright ? stage.offsetHeight : stage.offsetWidth));
      button.addEventListener('click', () => tell(open === note ? null : note));
      line.querySelector('.spot-side').addEventListener('click', (event) => {
        event.preventDefault();
        reveal(note);
        tell(note);
        button.focus({ preventScroll: true });
        stage.scrollIntoView({ block: 'nearest' });
      });
      return note;
    });
    notes.sort((one, other) => one.button.textContent - other.button.textContent);
    stage.append(...notes.map((note) => note.button), words);
    tell(null);

    function tell(note) {
      open = note;
      words.hidden = !note;
      words.classList.toggle('up', note !== null && note.y > 0.65);
      words.textContent = note ? note.line.querySelector('.spot-words').textContent : '';
      notes.forEach((each) => {
        each.button.setAttribute('aria-pressed', String(each === note));
        if (each === note) each.line.setAttribute('aria-current', 'true');
        else each.line.removeAttribute('aria-current');
      });
    }

    function place() {
      const frame = stage.getBoundingClientRect();
      const cover = figure.classList.contains('fit-cover') && figure.classList.contains('live');
      // Whole, also where its place is at the very edge of what is cut off there.
      const within = (at, size) => (figure.classList.contains('live') ? clamp(at, size - 18, 18) : at);
      notes.forEach((note) => {
        const each = media[note.side];
        const box = each.getBoundingClientRect();
        const size = [each.getAttribute('width'), each.getAttribute('height')];
        const fit = cover && note.side ? Math.max : Math.min;
        const scale = fit(box.width / size[0], box.height / size[1]);
        const left = box.left - frame.left + box.width / 2 + (note.x - 0.5) * size[0] * scale;
        const top = box.top - frame.top + box.height / 2 + (note.y - 0.5) * size[1] * scale;
        note.button.style.left = `${within(left, frame.width)}px`;
        note.button.style.top = `${within(top, frame.height)}px`;
      });
    }

    function visible(note, mode, value, chosen, time) {
      const timely = (note.from === null || time >= note.from) && (note.to === null || time < note.to);
      if (!timely || mode === 'difference') return false;
      if (mode === 'side') return true;
      if (mode === 'fade') return note.side ? value <= 50 : value >= 50;
      if (mode !== 'slider') return note.side === chosen;
      const along = note.along(figure.dataset.axis === 'y');
      return note.side ? along > value : along < value;
    }

    function show(mode, value, chosen, time, range) {
      last = [mode, value, chosen, time, range];
      notes.forEach((note) => {
        const gone = !visible(note, mode, value, chosen, time);
        if (gone && document.activeElement === note.button && !range.hidden) range.focus({ preventScroll: true });
        note.button.hidden = gone;
        if (gone && open === note) tell(null);
      });
    }

    function time(now) {
      last[3] = now;
      if (last[4]) show(...last);
    }

    if (notes.length) new ResizeObserver(() => { place(); if (last[4]) show(...last); }).observe(stage);
    return { show, place, time };
  }

  function share(figure, view) {
    const menu = figure.querySelector('.share');
    if (!menu) return;
    const copy = menu.querySelector('.copy');
    const link = menu.querySelector('.view-link');
    const status = menu.querySelector('.copied');
    menu.hidden = copy.hidden = false;
    copy.addEventListener('click', async () => {
      link.value = view();
      link.hidden = false;
      status.textContent = '';
      try {
        await navigator.clipboard.writeText(link.value);
        status.textContent = status.dataset.done;
      } catch {
        status.textContent = status.dataset.byHand;
      }
      link.select();
    });
  }

  document.querySelectorAll('.compare').forEach(start);
  // What a preview puts on the page while it is read; it may change words of a caption and leave the rest.
  document.addEventListener('btspress:swapped', ({ detail }) => detail('.compare').forEach(start));
})();
