// One clock for videos side by side: one leads and is heard, the others keep in step, frame by frame.
(() => {
  'use strict';

  // Measured by what is on screen: bench/sync.py.
  const LEFT = 0.4; // of a frame: a smaller drift is left alone
  const FEW = 4, MANY = 12; // looks at a drift of two frames, or a smaller: frames come late, so one tells little
  const STAYS = 2; // lags of the screen alone, one after the other: this one stays
  const FAR = 0.75; // seconds that take longer to run off than to jump over
  const TURN = 0.5; // seconds that running off takes
  const REST = 250; // milliseconds until that shows

  function locked(videos) {
    // No other has a sound: even muted, it would lose time whenever its speed changes.
    const lead = videos.find((video) => !('silent' in video.dataset)) ?? videos[0];
    const others = videos.filter((video) => video !== lead);
    const rate = Number(lead.dataset.fps) || 24;
    const known = new Map(videos.map((video) => [video, { drifts: [] }]));
    let wanted = false; // to run, though they may wait
    let busy = false; // being brought together
    let aim = null; // where they are not yet

    const clock = {
      lead,
      play,
      pause,
      seek: (seconds) => go(seconds * rate),
      step: (frames) => { halt(); go(clock.time * rate + frames); },
      loop: videos.some((video) => video.loop),
      onchange: null,
      get time() { return aim ?? lead.currentTime; },
      get duration() { return Math.min(...videos.map((video) => video.duration)); },
      get paused() { return !wanted; },
    };
    const changed = () => clock.onchange?.();
    const last = () => (clock.duration || Infinity) - 0.5 / rate;

    function play() {
      if (wanted) return;
      wanted = true;
      gather(clock.time > last() - 0.5 / rate ? 0 : clock.time);
      changed();
    }

    function halt() {
      wanted = false;
      videos.forEach((video) => video.pause());
    }

    function pause() {
      if (!wanted) return;
      halt();
      go(clock.time * rate); // each stops when it can
    }

    // To the middle of a frame: its exact start may be rounded down to the one before.
    function go(frame) {
      gather(Math.min((Math.max(0, Math.floor(frame + 0.01)) + 0.5) / rate, last()));
      changed();
    }

    // Brings all to one time; none runs before all are there. What is asked for meanwhile comes next.
    async function gather(seconds) {
      aim = seconds;
      if (busy) return;
      busy = true;
      while (aim !== null) {
        const to = aim;
        videos.forEach((video) => video.pause());
        await Promise.all(videos.map((video) => arrive(video, to)));
        if (aim === to) aim = null;
      }
      busy = false;
      if (wanted) run();
      changed();
    }

    async function arrive(video, to) {
      if (wanted) video.preload = 'auto';
      await until(video, 1);
      const off = Math.abs(video.currentTime - to) * rate;
      if (off > (wanted ? LEFT : 0.1)) video.currentTime = Math.min(to, last());
      await until(video, wanted ? 3 : 2);
    }

    // Until it is where it was sent, with so much data; some come no further before they play.
    function until(video, state) {
      return new Promise((done) => {
        const events = ['loadedmetadata', 'loadeddata', 'canplay', 'seeked', 'error'];
        const look = () => {
          if ((video.seeking || video.readyState < state) && !video.error) return;
          events.forEach((name) => video.removeEventListener(name, look));
          done();
        };
        events.forEach((name) => video.addEventListener(name, look));
        setTimeout(done, 3000);
        look();
      });
    }

    function run() {
      videos.forEach((video) => {
        clearTimeout(known.get(video).timer);
        known.set(video, { drifts: [] });
        video.playbackRate = lead.playbackRate;
      });
      Promise.all(videos.map((video) => video.play())).catch(() => {
        // Refused, not interrupted by ourselves.
        if (wanted && !busy && lead.paused) { halt(); changed(); }
      });
    }

    function finish() {
      if (!wanted || busy) return;
      if (!clock.loop) halt();
      go(clock.loop ? 0 : Infinity);
    }

    // Reckoned between two frames, not for long: it may stand still.
    function place(video, now) {
      const { time, at } = known.get(video);
      return time + Math.min((now - at) / 1000, 1.5 / rate) * video.playbackRate;
    }

    // Looked at, run off, looked at again: steering all the time would swing.
    function steer(video) {
      const now = performance.now();
      const own = known.get(video);
      const found = place(video, now) - place(lead, now);
      if (busy || !wanted || video.seeking || now < own.calm || Number.isNaN(found)) return;
      const count = own.drifts.push(found);
      const shown = own.drifts.sort((one, other) => one - other)[count >> 1];
      const told = video.currentTime - lead.currentTime;
      const agreed = shown * told > 0 ? Math.min(Math.abs(shown), Math.abs(told)) : 0;
      if (count < (agreed * rate < 2 ? MANY : FEW)) return;
      own.drifts = [];
      // A screen may lag though the clocks agree; mostly it comes back by itself, and would be overtaken.
      const both = agreed >= LEFT / rate;
      const lags = !both && Math.abs(shown) >= LEFT / rate;
      own.lags = lags ? (own.lags ?? 0) + Math.sign(shown) : 0;
      if (!both && Math.abs(own.lags) < STAYS) return;
      own.lags = 0;
      const drift = both ? agreed * Math.sign(told) : shown;
      const speed = Math.min(2, Math.max(0.5, 1 - drift / TURN));
      const turn = Math.abs(drift) > FAR ? 0 : (drift / (1 - speed)) * 1000;
      own.calm = now + turn + REST;
      if (turn) {
        video.playbackRate = lead.playbackRate * speed;
        own.timer = setTimeout(() => { video.playbackRate = lead.playbackRate; }, turn);
      } else video.currentTime = place(lead, now);
    }

    function look(video, time, at) {
      Object.assign(known.get(video), { time, at });
      others.forEach(steer);
      if (video === lead) changed();
    }

    // What comes on screen, and when; some browsers have to be asked.
    function watch(video) {
      if (video.requestVideoFrameCallback) {
        video.requestVideoFrameCallback((now, frame) => {
          look(video, frame.mediaTime, frame.expectedDisplayTime);
          watch(video);
        });
      } else if (!video.paused) {
        requestAnimationFrame((now) => {
          look(video, video.currentTime, now);
          watch(video);
        });
      }
    }

    const on = (video, name, act) => video.addEventListener(name, act);
    videos.forEach((video) => {
      video.loop = false; // all start again together
      video.preload = 'metadata';
      // While one waits for data, all wait with it.
      on(video, 'waiting', () => { if (wanted && !busy && !video.ended && !video.seeking) gather(lead.currentTime); });
      on(video, 'ended', finish);
      if (video.requestVideoFrameCallback) watch(video);
      else on(video, 'playing', () => watch(video));
    });
    others.forEach((video) => { video.muted = true; });
    // By its own keys, or the system's.
    on(lead, 'play', () => { if (!busy && !lead.paused) play(); });
    on(lead, 'pause', () => { if (!busy && lead.paused && !lead.ended) pause(); });
    on(lead, 'seeking', () => { if (!busy) gather(lead.currentTime); });
    return clock;
  }

  window.btspress = { ...window.btspress, locked };
})();
