// Keeps an open page up to date while its author writes. Only the preview serves this.
(() => {
  "use strict";
  const { token, version } = document.currentScript.dataset;
  const place = "btspress:" + location.pathname;
  let source = null;
  let panel = null;

  const players = () => [...document.querySelectorAll("video, audio")];

  const reload = () => {
    const clips = players().map((clip) => [clip.currentTime, clip.paused]);
    sessionStorage.setItem(place, JSON.stringify({ clips, top: scrollY }));
    location.reload();
  };

  const restore = () => {
    const kept = sessionStorage.getItem(place);
    if (!kept) return;
    sessionStorage.removeItem(place);
    const { clips, top } = JSON.parse(kept);
    scrollTo(0, top);
    players().forEach((clip, number) => {
      const [time, paused] = clips[number] || [0, true];
      if (!time) return;
      clip.currentTime = time;
      if (!paused) clip.play().catch(() => {});
    });
  };

  const restyle = (changed) => {
    for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
      const url = new URL(link.href);
      if (url.origin === location.origin && changed.includes(url.pathname)) {
        url.search = "?" + Date.now();
        link.href = url.href;
      }
    }
  };

  const element = (name, text, style) => {
    const made = document.createElement(name);
    made.textContent = text;
    Object.assign(made.style, style);
    return made;
  };

  const show = (problems) => {
    if (panel) panel.remove();
    panel = null;
    if (!problems.length) return;
    panel = element("section", "", {
      position: "fixed", inset: "auto 0 0 0", maxHeight: "60vh", overflow: "auto", zIndex: "2147483647",
      background: "#1c1c1f", color: "#f5f5f5", padding: "1rem 1.5rem", borderTop: "4px solid #ff6b57",
      font: "14px/1.5 ui-monospace, monospace", textAlign: "left",
    });
    panel.setAttribute("role", "alert");
    panel.setAttribute("aria-label", "Problems found by btspress");
    const close = element("button", "Close", {
      position: "sticky", top: "0", float: "right", font: "inherit", padding: "0.25rem 0.75rem",
    });
    close.addEventListener("click", () => panel.remove());
    panel.append(close);
    for (const text of problems) {
      panel.append(element("pre", text, { margin: "0 0 1rem", whiteSpace: "pre-wrap", font: "inherit" }));
    }
    document.body.append(panel);
  };

  const hear = (event) => {
    const news = JSON.parse(event.data);
    if (news.changed === null) {
      if (String(news.version) !== version) return reload();
    } else {
      const here = decodeURI(location.pathname);
      const others = news.changed.filter((path) => path.endsWith(".js"));
      if (news.changed.includes(here) || others.length) return reload();
      restyle(news.changed);
    }
    show(news.problems);
  };

  const listen = () => {
    if (source) source.close();
    source = null;
    // A browser opens six connections to one server; hidden tabs must not hold them.
    if (document.hidden) return;
    source = new EventSource("/.btspress/events?token=" + encodeURIComponent(token));
    source.addEventListener("message", hear);
  };

  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => source && source.close());
  restore();
  listen();
})();
