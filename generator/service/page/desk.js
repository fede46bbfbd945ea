// The desk: finds, shows, prints. What it remembers stays in this browser; what it says comes from the page.
"use strict";
(() => {
  const form = document.querySelector("form.desk");
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const one = (id) => document.getElementById(id);
  const say = (key) => form.dataset[`say${key[0].toUpperCase()}${key.slice(1)}`];
  const served = "served" in form.dataset;
  const cards = all(".card", form);

  // -- what is remembered: a browser that keeps nothing only forgets ---------------------------------
  const memory = (() => {
    try { return JSON.parse(localStorage.getItem("leaflets")) || {}; } catch { return {}; }
  })();
  const remember = (changes) => {
    Object.assign(memory, changes);
    try { localStorage.setItem("leaflets", JSON.stringify(memory)); } catch { /* only forgotten */ }
  };
  const listed = (name) => (Array.isArray(memory[name]) ? memory[name].filter((each) => typeof each === "string") : []);

  // -- what is chosen --------------------------------------------------------------------------------
  const value = (name) => {
    const field = form.elements[name];
    return field ? (field.type === "checkbox" ? (field.checked ? field.value : "") : field.value) : "";
  };
  const chosen = () => {
    const need = form.querySelector("[name=need]:checked");
    const language = value("language");
    const plain = Boolean(need && need.dataset.form);
    const second = plain || value("with") === language ? "" : value("with");
    const format = plain ? "" : (need && need.dataset.format) || value("format");
    return {
      topic: value("topic"), language, with: second && !(need && need.dataset.format) ? second : "",
      format: second && !(need && need.dataset.format) ? "" : format,
      theme: value("theme"), clinic: value("clinic"), note: value("note").trim(), need: need ? need.value : "",
      form: plain ? need.dataset.form : "pdf",
    };
  };
  const address = (order, end, page) => {
    const own = served ? order : {
      ...order, format: order.with ? "bilingual" : order.format || form.dataset.paper, with: order.with && `-with-${order.with}`,
    };
    const fill = form.dataset.path.replace(/\{(\w+)\}/g, (_, name) => ({ ...own, form: end, page })[name] || "");
    if (!served) return fill;
    const query = new URLSearchParams();
    for (const name of ["language", "with", "format", "theme", "clinic"]) if (order[name]) query.set(name, order[name]);
    if (page) query.set("page", page);
    return `${fill}?${query}`;
  };
  // Words for one sheet go in the body of a request: an address is written down in many places.
  const get = (order, end, page) => {
    if (!order.note || end === "sms") return fetch(address(order, end, page));
    const body = JSON.stringify({ ...order, form: end, page: page || 1 });
    return fetch("desk/leaflet", { method: "POST", headers: { "content-type": "application/json" }, body });
  };

  // -- the preview -----------------------------------------------------------------------------------
  const pages = one("pages");
  const said = one("said");
  const buttons = all(".actions button, .more button", form);
  let turn = 0;
  let kept = [];
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const picture = async (answer, number, language) => {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(await answer.blob());
    kept.push(image.src);
    image.alt = `${say("page")} ${number}`;
    image.lang = language;
    await image.decode().catch(() => {});
    return image;
  };
  const patiently = async (order, end, page) => {
    for (let tries = 0; ; tries += 1) {
      const answer = await get(order, end, page);
      if (answer.status !== 503 || tries === 5) return answer;
      said.textContent = say("busy");
      await wait(1000 * Number(answer.headers.get("retry-after") || 1));
    }
  };
  // Without a service the page may read no file; a frame may show one.
  const frame = (order) => {
    const shown = document.createElement("iframe");
    shown.src = address({ ...order, with: "", format: "" }, order.form === "pdf" ? "html" : order.form);
    shown.title = `${say("page")}: ${title(order.topic, order.language)}`;
    shown.lang = order.language;
    pages.replaceChildren(shown);
    said.textContent = "";
  };
  // Why a leaflet is not there: what a note holds is said as the service says it, in English.
  const reason = async (answer, order) => {
    const about = await answer.json().catch(() => ({}));
    if (answer.status === 409) return say(`withheld_${about.reason}`) || say("withheld_policy");
    if (answer.status === 503) return say("busy");
    if (answer.status >= 500) return say("failed");
    if (!order.note || !about.detail) return say("unfit");
    const words = document.createElement("span");
    words.lang = "en";
    words.textContent = about.detail;
    return words;
  };
  const show = async () => {
    const mine = (turn += 1);
    const order = chosen();
    if (one("untake")) one("untake").hidden = true;
    const ready = Boolean(order.topic);
    for (const button of buttons) button.disabled = !ready;
    const card = cards.find((each) => each.querySelector("input").checked);
    one("warning").hidden = !(ready && card.dataset.drafts.split(" ").includes(order.language));
    if (!ready) { said.textContent = say("choose"); return; }
    if (!served) { frame(order); return; }
    said.textContent = say("making");
    pages.setAttribute("aria-busy", "true");
    try {
      const plain = order.form !== "pdf";
      const answer = await patiently(order, plain ? order.form : "png", plain ? 0 : 1);
      if (mine !== turn) return;
      if (!answer.ok) {
        const why = await reason(answer, order);
        if (mine !== turn) return;
        said.replaceChildren(why);
        pages.replaceChildren();
        for (const button of buttons) button.disabled = true;
        return;
      }
      for (const old of kept) URL.revokeObjectURL(old);
      kept = [];
      if (plain) {
        const words = document.createElement("pre");
        words.lang = order.language;
        words.tabIndex = 0;
        words.textContent = await answer.text();
        if (mine !== turn) return;
        pages.replaceChildren(words);
        said.textContent = say("ready");
      } else {
        const many = Number(answer.headers.get("leaflet-pages") || 1);
        const first = await picture(answer, 1, order.language);
        if (mine !== turn) return;
        pages.replaceChildren(first);
        said.textContent = say("ready");
        for (let number = 2; number <= many; number += 1) {
          const next = await patiently(order, "png", number);
          if (mine !== turn || !next.ok) return;
          const image = await picture(next, number, order.language);
          if (mine !== turn) return;
          pages.append(image);
        }
      }
    } catch {
      if (mine === turn) said.textContent = say("failed");
    } finally {
      if (mine === turn) pages.removeAttribute("aria-busy");
    }
  };
  let later = 0;
  const soon = () => { clearTimeout(later); later = setTimeout(show, 120); };

  // -- printing --------------------------------------------------------------------------------------
  // The whole file, or an error: a frame would count a page that says "busy", or half a file, as loaded.
  const source = async (order) => {
    if (!served) return address(order, order.form);
    const answer = await patiently(order, order.form);
    if (!answer.ok) throw new Error(String(answer.status));
    return URL.createObjectURL(await answer.blob());
  };
  const untake = one("untake");
  const noted = (receipt, words) => {
    said.textContent = words;
    said.scrollIntoView({ block: "nearest" }); // on a phone it may be far from the button
    if (!untake) return;
    untake.hidden = !receipt;
    untake.dataset.receipt = receipt || "";
  };
  const unnote = async () => {
    const answer = await fetch(`desk/receipts/${untake.dataset.receipt}`, { method: "DELETE" }).catch(() => ({ ok: false }));
    noted("", say(answer.ok ? "untaken" : "failed"));
  };
  if (untake) untake.addEventListener("click", () => unnote().then(() => one("print").focus()));
  const note = async (order) => {
    remember({ recent: [key(order), ...listed("recent").filter((each) => each !== key(order))].slice(0, 6) });
    shortcuts();
    if (!served) return "";
    const { note: _, form: __, ...about } = order; // the note is kept nowhere
    const answer = await fetch("desk/receipts", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(about), keepalive: true,
    }).catch(() => ({ ok: false }));
    const { receipt } = answer.ok ? await answer.json() : { receipt: "" };
    noted(receipt, say(answer.ok ? "noted" : "unnoted"));
    return receipt;
  };
  // On a printer of the server: one key, and paper.
  const printThere = async (order, printer) => {
    const { form: _, ...about } = order;
    noted("", say("making"));
    for (const button of buttons) button.disabled = true; // a second click is not a second copy
    const answer = await fetch("desk/print", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ...about, printer }),
    }).catch(() => ({ ok: false, status: 500 }));
    for (const button of buttons) button.disabled = false;
    const { receipt } = answer.ok ? await answer.json() : { receipt: "" };
    if (answer.ok) remember({ recent: [key(order), ...listed("recent").filter((each) => each !== key(order))].slice(0, 6) });
    noted(receipt, say(answer.ok ? "sent" : answer.status === 503 ? "busy" : "unsent"));
    shortcuts();
    one("print").focus({ preventScroll: true });
  };
  const again = () => { // why there is nothing to print, also to who does not see the page: said anew, so that it is heard
    const words = [...said.childNodes];
    said.replaceChildren();
    requestAnimationFrame(() => { if (!said.hasChildNodes()) said.append(...words); });
  };
  let underway = ""; // a key that is held, or pressed twice, is one print and one receipt
  const print = async () => {
    const order = chosen();
    if (!order.topic || buttons[0].disabled) { again(); return; }
    const asked = JSON.stringify(order);
    if (asked === underway) return;
    underway = asked;
    try { await printed(order); } finally { if (underway === asked) underway = ""; }
  };
  const printed = async (order) => {
    if (value("printer") && order.form === "pdf") { await printThere(order, value("printer")); return; }
    if (!served && location.protocol === "file:") { // where no page may print another file: there it is printed by hand
      window.open(address(order, order.form), "_blank");
      await note(order);
      return;
    }
    for (const old of all("iframe.paper")) { URL.revokeObjectURL(old.src); old.remove(); }
    noted("", say("making"));
    const frame = document.createElement("iframe");
    frame.className = "paper";
    frame.title = say("preview");
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
    const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
    let receipt = "";
    try {
      frame.src = await source(order);
      document.body.append(frame);
      await loaded;
      receipt = await note(order); // before it prints: paper without a receipt would be worse than the reverse
      const before = document.activeElement;
      frame.contentWindow.focus(); // some browsers print what has the focus
      frame.contentWindow.print();
      before.focus({ preventScroll: true });
    } catch {
      if (receipt) await unnote();
      noted("", say("failed"));
    }
  };
  const download = async () => {
    const order = chosen();
    const link = document.createElement("a");
    link.href = await source(order);
    link.download = `${order.topic}-${order.language}.${order.form}`;
    link.click();
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); print(); });
  one("download").addEventListener("click", () => download().catch(() => { said.textContent = say("failed"); }));
  // On a keyboard of another script the key gives π, з or せ, and the browser prints by its place.
  const isP = (event) => event.key.toLowerCase() === "p" || (event.code === "KeyP" && event.key > "\u007f");
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && isP(event)) {
      event.preventDefault();
      if (!event.repeat) print();
    }
  });

  // -- windows: the code for a phone, the words for a message ------------------------------------------
  for (const button of all("dialog button.close")) button.addEventListener("click", () => button.closest("dialog").close());
  const phone = one("phone");
  if (phone) {
    phone.addEventListener("click", () => {
      const order = chosen();
      const code = one("code");
      if (code) {
        code.src = `desk/code.svg?${new URLSearchParams({ topic: order.topic, language: order.language, clinic: order.clinic })}`;
      }
      one("phone-window").showModal();
    });
    one("message").addEventListener("click", async () => {
      const order = chosen();
      const answer = await fetch(address({ ...order, with: "", format: "" }, "sms"));
      one("words").value = answer.ok ? (await answer.text()).trim() : say("failed");
      one("words").lang = order.language;
      one("copied").textContent = "";
      one("message-window").showModal();
    });
    one("copy").addEventListener("click", async () => {
      one("words").select();
      one("words").scrollTop = 0;
      try { await navigator.clipboard.writeText(one("words").value); } catch { document.execCommand("copy"); }
      one("copied").textContent = say("copied");
    });
  }

  // -- finding ---------------------------------------------------------------------------------------
  const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[đð]/g, "d")
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60)).replace(/\s+/g, " ").trim();
  const bare = (code) => fold(code).replace(/[.\s]/g, "");
  const words = new Map(cards.map((card) => [card, fold(card.dataset.words)]));
  const codes = new Map(cards.map((card) => [card, card.dataset.codes.split(" ").filter(Boolean).map(bare)]));
  const isCode = (word) => /^[a-z][0-9][0-9a-z](\.?[0-9a-z]{1,4})?$/.test(word);
  const fits = (card, asked) => asked.every((word) => {
    if (words.get(card).includes(word)) return true;
    const code = bare(word);
    return isCode(word) && codes.get(card).some((own) => own.startsWith(code) || code.startsWith(own));
  });
  const titles = new Map(cards.map((card) => [
    card, [...card.attributes].filter((each) => each.name.startsWith("data-title-")).map((each) => fold(each.value)),
  ]));
  const named = (card, asked) => titles.get(card).some((title) => title.includes(asked));
  const search = one("q");
  const find = () => {
    const asked = fold(search.value).split(" ").filter(Boolean);
    let many = 0;
    for (const card of cards) {
      card.hidden = !fits(card, asked);
      many += card.hidden ? 0 : 1;
    }
    // Titles with the very words come first, then titles with each of them; without a search all stand as they stood.
    const rank = (card) => (!asked.length || named(card, asked.join(" ")) ? 0 : asked.every((word) => named(card, word)) ? 1 : 2);
    const ranks = new Map(cards.map((card) => [card, rank(card)]));
    cards[0]?.parentElement.append(...[...cards].sort((one, other) => ranks.get(one) - ranks.get(other)));
    one("found").textContent = !asked.length ? "" : many ? `${say("found")} ${many}` : say("none");
  };
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = all(".card:not([hidden])", form)[0];
    if (first) { const radio = first.querySelector("input"); radio.checked = true; radio.focus(); changed(); }
  });

  // -- favourites and what was printed last ------------------------------------------------------------
  const key = (order) => [order.topic, order.language, order.with, order.need].join("|");
  const title = (topic, language) => {
    const card = cards.find((each) => each.dataset.topic === topic);
    return card ? card.getAttribute(`data-title-${language.toLowerCase()}`) || card.querySelector(".title").textContent : "";
  };
  const apply = (words) => {
    const [topic, language, second, need] = words.split("|");
    for (const [name, wanted] of [["topic", topic], ["language", language], ["need", need]]) {
      const field = all(`[name=${name}]`, form).find((each) => each.value === wanted);
      if (field) field.checked = true;
    }
    if (form.elements.with) form.elements.with.checked = Boolean(second);
    changed();
    one("print").focus();
  };
  const shortcuts = () => {
    const own = value("language");
    const favourites = listed("favourites").map((topic) => [topic, own, value("with"), value("need")].join("|"));
    for (const [name, keys] of [["favourites", favourites], ["recent", listed("recent")]]) {
      const list = one(name);
      list.replaceChildren(...keys.filter((each) => title(each.split("|")[0], own)).map((each) => {
        const [topic, language, second] = each.split("|");
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.lang = language;
        button.textContent = `${title(topic, language)} (${language}${second ? ` + ${second}` : ""})`;
        button.addEventListener("click", () => apply(each));
        item.append(button);
        return item;
      }));
      list.parentElement.hidden = !list.children.length;
    }
    one("shortcuts").hidden = all("#shortcuts li").length === 0;
  };
  const stars = () => {
    for (const card of cards) {
      const star = card.querySelector(".star");
      const on = listed("favourites").includes(card.dataset.topic);
      star.textContent = on ? "★" : "☆";
      star.setAttribute("aria-label", `${say(on ? "unkeep" : "keep")}: ${card.querySelector(".title").textContent}`);
      star.hidden = false;
    }
  };
  for (const card of cards) {
    card.querySelector(".star").addEventListener("click", () => {
      const { topic } = card.dataset;
      const others = listed("favourites").filter((each) => each !== topic);
      remember({ favourites: others.length < listed("favourites").length ? others : [...others, topic].slice(-12) });
      stars();
      shortcuts();
    });
  }

  // -- all together ------------------------------------------------------------------------------------
  const changed = () => {
    const order = chosen();
    remember({ language: order.language, clinic: order.clinic, printer: value("printer") });
    for (const card of cards) {
      const hers = card.querySelector(".hers");
      const words = title(card.dataset.topic, order.language);
      hers.lang = order.language;
      hers.textContent = order.language === document.documentElement.lang ? "" : words;
    }
    const both = one("both");
    if (both) both.hidden = order.language === "en";
    shortcuts();
    soon();
  };
  form.addEventListener("change", (event) => { if (event.target !== search) changed(); });
  if (form.elements.note) form.elements.note.addEventListener("input", soon);
  for (const [name, wanted] of [["language", memory.language], ["clinic", memory.clinic], ["printer", memory.printer]]) {
    const field = all(`[name=${name}], [name=${name}] option`, form).find((each) => each.value === wanted);
    if (field && wanted && !("fixed" in form.dataset && name === "clinic")) field[field.tagName === "OPTION" ? "selected" : "checked"] = true;
  }
  for (const hidden of all("[data-script]")) hidden.hidden = false;
  stars();
  changed();
})();
