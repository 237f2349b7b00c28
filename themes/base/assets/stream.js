// Long clips change between widths while they play, as the connection and the window allow. Safari does
// that by itself; elsewhere the pieces are fetched here and handed to the browser. Nothing is loaded before
// somebody presses play, and whatever fails, the file is played instead.
(() => {
  'use strict';

  // WebKit alone knows the query; where it plays lists itself, it has taken the one in the markup. The
  // answer of others to canPlayType is not to be trusted: some versions of Chromium start, and stand still.
  const webkit = matchMedia('(-webkit-video-playable-inline)').matches;
  const itself = webkit && document.createElement('video').canPlayType('application/vnd.apple.mpegurl');
  if (itself || !('MediaSource' in window)) return;

  const AHEAD = 30; // seconds fetched before they are shown
  const BEHIND = 30; // seconds kept after they were shown
  const CAREFUL = 0.7; // part of the measured speed that is relied on
  const GAP = 0.1; // seconds between two pieces that nobody notices
  const FIRST = 5; // megabits a second that are believed in before anything was measured
  const TRIES = 3;
  const streamed = new WeakSet();

  const happens = (target, ...names) => new Promise((done) => {
    const off = new AbortController();
    const heard = () => { off.abort(); done(); };
    for (const name of names) target.addEventListener(name, heard, { signal: off.signal });
  });

  // ---- playlists ----

  const attributes = (line) => Object.fromEntries(
    [...line.matchAll(/([A-Z-]+)=(?:"([^"]*)"|([^,]*))/g)].map(([, name, quoted, bare]) => [name, quoted ?? bare]),
  );

  async function lines(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return (await answer.text()).split('\n');
  }

  function range(text, url) {
    const [size, from] = text.split('@').map(Number);
    return { url, from, to: from + size - 1 };
  }

  // The pieces of one track, and what a decoder needs before the first.
  async function pieces(address) {
    const parts = [];
    let head, length, place, start = 0;
    for (const line of await lines(address)) {
      const told = line.slice(line.indexOf(':') + 1);
      if (line.startsWith('#EXT-X-MAP:')) {
        const { URI, BYTERANGE } = attributes(told);
        head = range(BYTERANGE, new URL(URI, address));
      } else if (line.startsWith('#EXTINF:')) length = parseFloat(told);
      else if (line.startsWith('#EXT-X-BYTERANGE:')) place = told;
      else if (line && !line.startsWith('#')) {
        parts.push({ ...range(place, new URL(line, address)), start, end: start += length });
      }
    }
    return { head, parts };
  }

  async function smooth({ type, width, height, bits, rate }) {
    const video = { contentType: type, width, height, bitrate: bits, framerate: rate };
    return (await navigator.mediaCapabilities?.decodingInfo({ type: 'media-source', video }))?.smooth;
  }

  // Widths in the best codec that plays smoothly here, narrow to wide; and the sound.
  async function offered(address) {
    const codecs = new Map();
    let about, sound;
    for (const line of await lines(address)) {
      const told = attributes(line.slice(line.indexOf(':') + 1));
      if (line.startsWith('#EXT-X-MEDIA:')) sound = new URL(told.URI, address);
      else if (line.startsWith('#EXT-X-STREAM-INF:')) about = told;
      else if (line && !line.startsWith('#')) {
        const codec = about.CODECS.split(',')[0];
        const family = codec.split('.')[0];
        const [width, height] = about.RESOLUTION.split('x').map(Number);
        const rung = { address: new URL(line, address), type: `video/mp4; codecs="${codec}"`, width, height,
          bits: Number(about.BANDWIDTH), rate: Number(about['FRAME-RATE']) };
        codecs.set(family, [...(codecs.get(family) ?? []), rung]);
      }
    }
    // What plays everywhere is listed first, better codecs after it.
    const known = [...codecs.values()].filter((rungs) => MediaSource.isTypeSupported(rungs.at(-1).type));
    let rungs = known[0];
    for (const better of known.slice(1)) if (await smooth(better.at(-1))) rungs = better;
    return sound ? [rungs, [{ address: sound, type: 'audio/mp4; codecs="mp4a.40.2"' }]] : [rungs];
  }

  // ---- pieces ----

  async function bytes({ url, from, to }, signal) {
    const answer = await fetch(url, { headers: { Range: `bytes=${from}-${to}` }, signal });
    if (answer.status !== 206) {
      answer.body?.cancel();
      throw Object.assign(new Error(`${answer.status} ${url}`), { whole: answer.ok });
    }
    return answer.arrayBuffer();
  }

  function change(buffer, work) {
    const done = happens(buffer, 'updateend');
    work();
    return done;
  }

  // The first piece that is missing from here on, and how many seconds there are before it.
  function missing(video, { buffer, rungs }) {
    let end = video.currentTime;
    for (let n = 0; n < buffer.buffered.length; n++) {
      if (buffer.buffered.start(n) <= end + GAP && buffer.buffered.end(n) > end) end = buffer.buffered.end(n);
    }
    return [rungs[0].parts.findIndex((part) => part.end > end + GAP), end - video.currentTime];
  }

  function chosen(film, rungs, ahead) {
    const pixels = film.video.clientWidth * Math.min(devicePixelRatio, 2);
    const speed = film.speed * (ahead < AHEAD / 4 ? CAREFUL * CAREFUL : CAREFUL);
    let best = 0;
    rungs.forEach((rung, n) => {
      if (n && !film.thrifty && rung.bits <= speed && rungs[n - 1].width < pixels) best = n;
    });
    return rungs[best];
  }

  async function fetched(film, track, rung, number, ahead) {
    const control = new AbortController();
    const job = { track, number, control };
    const part = rung.parts[number];
    const begun = performance.now();
    // Too slow to arrive in time: the next try takes a narrower one.
    const late = rung === track.rungs[0] ? 0 : setTimeout(() => {
      film.speed /= 2;
      control.abort();
    }, Math.max(ahead, (part.end - part.start) / 2) * 1000);
    film.running.add(job);
    try {
      rung.start ??= await bytes(rung.head, control.signal);
      const data = await bytes(part, control.signal);
      if (track.rungs.length > 1) {
        const speed = data.byteLength * 8000 / Math.max(performance.now() - begun, 1);
        film.speed = film.measured ? (film.speed + speed) / 2 : speed;
        film.measured = true;
      }
      return data;
    } finally {
      clearTimeout(late);
      film.running.delete(job);
    }
  }

  async function add(film, track, rung, data) {
    const { buffer } = track;
    const now = film.video.currentTime;
    if (buffer.buffered.length && buffer.buffered.start(0) < now - 2 * BEHIND) {
      await change(buffer, () => buffer.remove(0, now - BEHIND));
    }
    if (track.rung !== rung) await change(buffer, () => buffer.appendBuffer(rung.start));
    track.rung = rung;
    await change(buffer, () => buffer.appendBuffer(data));
  }

  async function feed(film, track) {
    const { video, source } = film;
    let failures = 0;
    while (source.readyState !== 'closed') {
      const [number, ahead] = missing(video, track);
      track.whole = number < 0;
      if (track.whole || ahead > AHEAD) {
        const idle = film.tracks.every(({ whole, buffer }) => whole && !buffer.updating);
        if (idle && source.readyState === 'open') source.endOfStream();
        await happens(video, 'timeupdate', 'seeking', 'emptied');
        continue;
      }
      const rung = chosen(film, track.rungs, ahead);
      try {
        Object.assign(rung, rung.parts ? {} : await pieces(rung.address));
        await add(film, track, rung, await fetched(film, track, rung, number, ahead));
        failures = 0;
      } catch (error) {
        if (error.name === 'AbortError') continue;
        if (error.name === 'QuotaExceededError') await happens(video, 'timeupdate', 'seeking', 'emptied');
        else if (error.whole || ++failures > TRIES) throw error; // a server that knows no ranges never will
        else await new Promise((done) => { setTimeout(done, 1000 * failures); });
      }
    }
  }

  // ---- a clip ----

  async function stream(video, source) {
    await happens(source, 'sourceopen');
    const known = navigator.connection;
    const film = { video, source, tracks: [], running: new Set(), thrifty: known?.saveData,
      speed: Math.max(known?.downlink ?? 0, /[23]g/.test(known?.effectiveType) ? 0 : FIRST) * 1e6, measured: false };
    for (const rungs of await offered(new URL(video.dataset.stream, document.baseURI))) {
      Object.assign(rungs[0], await pieces(rungs[0].address));
      film.tracks.push({ rungs });
    }
    source.duration = Math.max(...film.tracks.map(({ rungs }) => rungs[0].parts.at(-1).end));
    for (const track of film.tracks) track.buffer = source.addSourceBuffer(track.rungs[0].type);
    video.addEventListener('seeking', () => {
      for (const { track, number, control } of film.running) if (missing(video, track)[0] !== number) control.abort();
    });
    await Promise.all(film.tracks.map((track) => feed(film, track)));
  }

  function begin(video) {
    const at = video.currentTime;
    const source = new MediaSource();
    const broken = new Promise((_, fail) => { video.addEventListener('error', fail, { once: true }); });
    video.src = URL.createObjectURL(source);
    video.currentTime = at;
    video.play().catch(() => {});
    Promise.race([stream(video, source), broken]).catch(() => {
      const [reached, playing] = [video.currentTime || at, video.error || !video.paused];
      video.removeAttribute('src');
      video.load();
      video.currentTime = reached;
      if (playing) video.play().catch(() => {});
    });
  }

  document.addEventListener('play', ({ target }) => {
    if (!target.dataset.stream || streamed.has(target)) return;
    streamed.add(target);
    begin(target);
  }, true);
})();
