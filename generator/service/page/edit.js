// The editors' view: asks for the page again when files change, and lays the new parts over the old ones.
"use strict";
(() => {
  const form = document.querySelector("form.edit");
  const one = (id) => document.getElementById(id);
  const said = one("said");
  const address = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.set(name, value);
    return `edit?${query}`;
  };

  // What has not changed stays as it is: the place in a list, what has the focus, what a screen reader reads.
  const lay = (id, fresh) => {
    const old = one(id);
    const found = fresh.getElementById(id);
    if (!old || !found || old.innerHTML === found.innerHTML) return;
    const held = old.contains(document.activeElement) ? document.activeElement.id : "";
    const table = old.querySelector(".table");
    const [left, top] = table ? [table.scrollLeft, table.scrollTop] : [0, 0];
    old.replaceChildren(...found.childNodes);
    const again = old.querySelector(".table");
    if (again) [again.scrollLeft, again.scrollTop] = [left, top];
    if (held && one(held)) one(held).focus({ preventScroll: true });
  };
  let turn = 0;
  const refresh = async () => {
    const mine = (turn += 1);
    const path = address();
    const pages = one("pages");
    if (pages) pages.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(path, { headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      // A page is shown when it is whole: the old one stays until then.
      await Promise.all([...fresh.querySelectorAll("#pages img")].map((image) => {
        const loaded = new Image();
        loaded.src = image.getAttribute("src");
        return loaded.decode().catch(() => {});
      }));
      if (mine !== turn) return;
      for (const id of ["seen", "saved", "problems", "others", "leaflet", "matrix"]) lay(id, fresh);
      const nav = document.querySelector("header nav");
      nav.replaceChildren(...fresh.querySelector("header nav").childNodes);
      history.replaceState(null, "", path);
      said.textContent = "";
    } catch {
      if (mine === turn) said.textContent = form.dataset.sayLost;
    } finally {
      if (mine === turn && one("pages")) one("pages").removeAttribute("aria-busy");
    }
  };
  const take = (about) => {
    for (const [name, value] of Object.entries(about)) {
      const field = form.elements[name];
      if (field && [...field.options].some((option) => option.value === value)) field.value = value;
    }
  };

  let known = "";
  const news = new EventSource("edit/events");
  news.addEventListener("changed", (event) => {
    const { turn: now, surveys, about } = JSON.parse(event.data);
    const first = !known;
    const saved = known && !known.startsWith(`${now} `);
    known = `${now} ${surveys}`;
    if (first) return;
    if (saved && one("follow").checked) take(about);
    refresh();
  });
  news.addEventListener("error", () => { said.textContent = form.dataset.sayLost; });
  news.addEventListener("open", () => { if (said.textContent) refresh(); });
  addEventListener("pagehide", () => news.close());

  form.addEventListener("change", (event) => { if (event.target.name) refresh(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); refresh(); });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("#matrix a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    take(Object.fromEntries(new URL(link.href).searchParams));
    refresh();
  });
  for (const hidden of document.querySelectorAll("[data-script]")) hidden.hidden = false;
  one("show").hidden = true;
})();
