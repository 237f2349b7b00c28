// What a clip can do besides its own controls. The first time it is played, or has the focus, a bar comes
// below it, copied from a template of the page; what the browser cannot do, the bar does not show.
(() => {
  'use strict';

  const held = document.querySelector('template.player-tools');
  const status = document.getElementById('status');
  const OURS = 'figure > .frame > audio, figure > .frame > .screen > video, .trailer video, .described :is(video, audio), .opening-frame video';
  const STILL = 'btspress-still';
  const tools = new Map(); // by player

  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private window */ } };

  function clock(seconds, tenths = false) {
    const all = Math.floor(seconds * 10 + 0.01);
    const [hours, minutes, whole] = [Math.floor(all / 36000), Math.floor(all / 600) % 60, Math.floor(all / 10) % 60];
    const two = (number) => String(number).padStart(2, '0');
    return (hours ? hours + ':' + two(minutes) : minutes) + ':' + two(whole) + (tenths ? '.' + all % 10 : '');
  }

  // What is asked of a clip that nobody has loaded yet waits until its length is known.
  function ready(player, go) {
    if (player.readyState) return go();
    player.addEventListener('loadedmetadata', go, { once: true });
    player.preload = 'metadata';
    player.load();
  }

  const seek = (player, seconds) => ready(player, () => { player.currentTime = seconds; });
  const rateOf = (player) => Number(player.dataset.fps) || 24;
  const frameOf = (player) => Math.floor(player.currentTime * rateOf(player) + 0.001);

  // Into the middle of the frame: its exact start may round down to the one before.
  function step(player, frames) {
    player.pause();
    ready(player, () => { player.currentTime = Math.max(0, (frameOf(player) + frames + 0.5) / rateOf(player)); });
  }

  // ---- the parts of a bar; each is given { player, part, keys, seen, figure, length } ----

  function place({ player, part, seen, length }) {
    const [lane, now] = [part('lane'), part('now')];
    let dragged = false;
    function told() {
      const at = player.currentTime;
      if (!dragged) lane.value = at;
      now.textContent = `${clock(at, true)} / ${clock(length(), true)}`;
      if (seen) now.textContent += ` · ${now.dataset.frame.replace('{n}', frameOf(player))}`;
      lane.setAttribute('aria-valuetext', `${clock(at)} / ${clock(length())}`);
    }
    function measured() {
      lane.max = length();
      lane.step = Math.min(Math.max(length() / 200, 0.1), 5);
      told();
    }
    lane.addEventListener('input', () => { dragged = true; seek(player, Number(lane.value)); });
    lane.addEventListener('change', () => { dragged = false; });
    ['timeupdate', 'seeked', 'seeking'].forEach((name) => player.addEventListener(name, told));
    ['loadedmetadata', 'durationchange'].forEach((name) => player.addEventListener(name, measured));
    measured();
  }

  // Small frames of the contact sheet, under the pointer and while the lane is moved by keys.
  function thumbnails({ player, part, length }) {
    const [lane, peek] = [part('lane'), part('peek')];
    const [small, time] = peek.children;
    const track = player.querySelector('track[label=thumbnails]');
    if (track) track.track.mode = 'hidden';
    function show(at) {
      const cue = [...(track?.track.cues ?? [])].findLast(({ startTime }) => startTime <= at);
      const [, name, x, y, width, height] = cue?.text.match(/^(.+)#xywh=(\d+),(\d+),(\d+),(\d+)$/) ?? [];
      small.hidden = !name;
      if (name) {
        Object.assign(small.style, { width: width + 'px', height: height + 'px', backgroundPosition: `-${x}px -${y}px`,
          backgroundImage: `url("${new URL(name, track.src)}")` });
      }
      time.textContent = clock(at, true);
      peek.hidden = !length();
      const room = Math.max(lane.clientWidth - peek.offsetWidth, 0);
      peek.style.left = Math.min(Math.max(lane.clientWidth * at / length() - peek.offsetWidth / 2, 0), room) + 'px';
    }
    lane.addEventListener('pointermove', ({ clientX }) => {
      const box = lane.getBoundingClientRect();
      show(length() * Math.min(Math.max((clientX - box.left) / box.width, 0), 1));
    });
    lane.addEventListener('input', () => show(Number(lane.value)));
    ['pointerleave', 'blur', 'change'].forEach((name) => lane.addEventListener(name, () => { peek.hidden = true; }));
  }

  function pace({ player, bar, part, keys, seen }) {
    const speed = part('speed');
    const speeds = [...speed.options].map((option) => Number(option.value));
    const nearest = () => {
      const apart = speeds.map((each) => Math.abs(each - player.playbackRate));
      return apart.indexOf(Math.min(...apart));
    };
    const reflect = () => { speed.selectedIndex = nearest(); };
    const by = (places) => { player.playbackRate = speeds[nearest() + places] ?? player.playbackRate; };
    speed.addEventListener('change', () => { player.playbackRate = Number(speed.value); });
    player.addEventListener('ratechange', reflect);
    reflect();
    Object.assign(keys, { '<': () => by(-1), '>': () => by(1) });
    bar.querySelectorAll('[data-step]').forEach((button) => {
      button.hidden = !seen;
      button.addEventListener('click', () => step(player, Number(button.dataset.step)));
    });
  }

  function chapters({ player, part, length }) {
    const track = [...player.querySelectorAll('track')].find(({ kind }) => kind === 'chapters');
    if (!track) return;
    const [list, ticks] = [part('chapter'), part('ticks')];
    const cues = () => [...(track.track.cues ?? [])];
    const entered = () => { list.selectedIndex = Math.max(0, cues().findLastIndex(({ startTime }) => startTime <= player.currentTime + 0.05)); };
    function divided() {
      if (list.length || cues().length < 2) return;
      list.append(...cues().map((cue) => new Option(`${clock(cue.startTime)} ${cue.text}`, cue.startTime)));
      ticks.append(...cues().slice(1).map((cue) => {
        const tick = document.createElement('i');
        tick.style.left = 100 * cue.startTime / Math.max(length(), cues().at(-1).endTime) + '%';
        return tick;
      }));
      list.parentElement.hidden = false;
      entered();
    }
    track.track.mode = 'hidden';
    track.addEventListener('load', divided);
    player.addEventListener('timeupdate', entered);
    list.addEventListener('change', () => seek(player, Number(list.value)));
    divided();
  }

  // The version whose sound tells what is seen goes on from here.
  function version({ player, part, figure }) {
    const other = figure.querySelector('.described:not(.untouched) :is(video, audio)');
    const button = part('version');
    button.hidden = !other || other === player;
    button.addEventListener('click', () => {
      player.pause();
      other.closest('details').open = true;
      seek(other, player.currentTime);
      other.play().catch(() => {});
      other.focus();
    });
  }

  function float({ player, part, keys, seen }) {
    const button = part('float');
    if (!seen || !document.pictureInPictureEnabled) return;
    button.hidden = false;
    keys.i = () => {
      if (document.pictureInPictureElement === player) document.exitPictureInPicture();
      else ready(player, () => player.requestPictureInPicture().catch(() => {}));
    };
    button.addEventListener('click', keys.i);
  }

  // Where the clipboard is closed, the field holds the link.
  function link({ player, part }) {
    const [button, field] = [part('link'), part('address')];
    button.addEventListener('click', async () => {
      const url = new URL(location.href);
      url.search = '?t=' + Math.round(player.currentTime * 100) / 100;
      url.hash = player.closest('main [id]')?.id ?? '';
      field.value = url;
      field.hidden = false;
      field.select();
      const copied = await navigator.clipboard?.writeText(url.href).then(() => true, () => false);
      status.textContent = copied ? button.dataset.done : button.dataset.byHand;
    });
  }

  function arm(player) {
    if (!held || tools.has(player) || !player.matches(OURS)) return;
    const bar = held.content.firstElementChild.cloneNode(true);
    const figure = player.closest('.figure, .soundbite, .scene-held, .trailer, .opening') ?? player.parentElement;
    const given = {
      player, bar, figure, keys: {},
      part: (name) => bar.querySelector(`[data-part=${name}]`),
      seen: player instanceof HTMLVideoElement,
      length: () => (Number.isFinite(player.duration) ? player.duration : 0),
    };
    tools.set(player, given);
    bar.setAttribute('aria-label', [bar.getAttribute('aria-label'), player.getAttribute('aria-label')].filter(Boolean).join(': '));
    for (const each of [place, thumbnails, pace, chapters, window.btspress.spoken, version, float, link]) each(given);
    (player.closest('.opening')?.querySelector('.opening-play') ?? player.closest('.frame') ?? player.closest('.screen') ?? player).after(bar);
  }

  // On paper a clip is its picture, and that then has its words.
  for (const name of ['beforeprint', 'afterprint']) {
    addEventListener(name, () => document.querySelectorAll('.screen > picture > img').forEach((img) => {
      img.alt = (name === 'beforeprint' && img.closest('.screen').lastElementChild.ariaLabel) || '';
    }));
  }

  // From a folder without a server browsers load no tracks: the transcript of the page has their words, too.
  function captioned(list) {
    const lines = [...list.querySelectorAll('.cue')];
    const player = document.getElementById(lines[0]?.dataset.target)?.querySelector('video, audio');
    for (const track of player?.querySelectorAll('track') ?? []) {
      const { kind, label, srclang } = track;
      const seen = kind === 'descriptions';
      const said = ['captions', 'subtitles'].includes(kind) && srclang === (list.lang || document.documentElement.lang);
      if (!seen && !said) continue;
      const own = player.addTextTrack(kind, label, srclang);
      for (const { dataset, parentElement, nextElementSibling: words } of lines) {
        if (parentElement.matches('.seen') !== seen) continue;
        const text = (seen ? words.lastChild : words).textContent.replace(/&/g, '&amp;').replace(/</g, '&lt;');
        own.addCue(new VTTCue(dataset.at, dataset.end, text));
      }
      own.mode = track.default ? 'showing' : 'disabled';
      track.remove();
    }
  }
  if (location.protocol === 'file:') document.querySelectorAll('.transcript .cues').forEach(captioned);

  // Its own frames take the place of its picture; when it is emptied, the picture is back.
  for (const name of ['loadstart', 'playing', 'seeked', 'emptied']) {
    document.addEventListener(name, ({ target }) => {
      const seen = target.closest('.screen')?.classList;
      seen?.toggle('waiting', !seen.toggle('rolling', target.readyState > 1));
    }, true);
  }

  document.addEventListener('focusin', ({ target }) => { if (target instanceof HTMLMediaElement) arm(target); });

  // One is heard at a time.
  document.addEventListener('play', ({ target }) => {
    if ('autoplay' in target.dataset || target.closest('[data-hover]')) return;
    arm(target);
    if (target.muted) return;
    document.querySelectorAll('video, audio').forEach((each) => {
      const compared = each.closest('.compare');
      if (each === target || each.paused || each.muted || compared?.contains(target)) return;
      const both = compared?.querySelector('.both');
      if (both) both.click(); else each.pause();
    });
  }, true);

  // Editors' keys, on a player and on its bar where a key means nothing else.
  document.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.metaKey || event.ctrlKey || event.altKey || target.matches('select, textarea, input:not([type=range])')) return;
    const bar = target.closest('.player-tools');
    const player = bar ? [...tools.values()].find((each) => each.bar === bar)?.player : target;
    if (!(player instanceof HTMLMediaElement)) return;
    const keys = {
      ',': () => step(player, -1),
      '.': () => step(player, 1),
      j: () => { player.currentTime -= 5; },
      l: () => { player.currentTime += 5; },
      k: () => { if (player.paused) player.play(); else player.pause(); },
      m: () => { player.muted = !player.muted; },
      c: () => window.btspress.toggle(player),
      ...tools.get(player)?.keys,
    };
    const key = keys[event.key.toLowerCase()];
    if (!key) return;
    event.preventDefault();
    key();
  });

  // One button stops all clips that start by themselves, here and on the pages after.
  const button = held?.content.querySelector('.pause-all');
  if (button && document.querySelector('video[data-autoplay]')) {
    const still = (is) => {
      document.documentElement.toggleAttribute('data-still', is);
      button.textContent = is ? button.dataset.on : button.dataset.off;
      const all = [...document.querySelectorAll('video, audio')];
      if (is) all.forEach((each) => each.pause());
      else all.filter((each) => 'autoplay' in each.dataset).forEach((each) => each.play().catch(() => {}));
      keep(STILL, is ? '1' : '');
    };
    button.addEventListener('click', () => still(!document.documentElement.hasAttribute('data-still')));
    document.body.append(button);
    if (kept(STILL)) still(true);
  }

  window.btspress = { ...window.btspress, seek, step, clock, kept, keep };
})();
