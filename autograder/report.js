// Search, filter and sort the list of submissions. Reads the page, writes no markup.
"use strict";
{
  const table = document.getElementById("all");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const hide = document.getElementById("hide");
  const search = document.getElementById("search");
  const chip = document.getElementById("chip");
  const shown = document.getElementById("shown");
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let tag = "";
  let texts = new Map(); // of a row, as it is shown now: with names or without

  // What a cell shows: where names are hidden, they can be neither searched nor sorted by.
  const read = (cell) => {
    const parts = cell.querySelectorAll(hide.checked ? ".no" : ".who");
    const from = parts.length ? [...parts] : [cell];
    return from.map((part) => part.textContent).join(" ");
  };

  const text = (row) => {
    if (!texts.has(row)) texts.set(row, plain([...row.cells].map(read).join(" ")));
    return texts.get(row);
  };

  const apply = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const tagged = !tag || row.dataset.t.split(" ").includes(tag);
      row.hidden = !(tagged && words.every((word) => text(row).includes(word)));
      count += !row.hidden;
    }
    shown.textContent = `${count.toLocaleString()} of ${rows.length.toLocaleString()}`;
    chip.hidden = !tag;
  };

  const filter = (chosen, label) => {
    tag = chosen;
    search.value = "";
    chip.textContent = label;
    apply();
    if (tag) document.getElementById("submissions").scrollIntoView();
  };

  const number = (value) => {
    const found = Number.parseFloat(value.replace("\u2212", "-").replace(/,/g, ""));
    return Number.isNaN(found) ? null : found;
  };

  const sort = (head) => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    const numeric = head.classList.contains("n");
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const keys = new Map(
      rows.map((row) => {
        const value = read(row.cells[head.cellIndex]).trim();
        return [row, numeric ? number(value) : value || null];
      }),
    );
    const compare = numeric ? (a, b) => a - b : collator.compare;
    rows.sort((a, b) => {
      const [one, two] = [keys.get(a), keys.get(b)];
      if (one === null || two === null) return (one === null) - (two === null); // always last
      return up ? compare(one, two) : compare(two, one);
    });
    body.append(...rows);
  };

  // A button or a column of a chart that names a set: from the keyboard too.
  const chosen = (event) => {
    const target = event.target.closest("[data-tag]");
    if (target) filter(target.dataset.tag, `${target.dataset.label} ✕`);
  };
  document.addEventListener("click", chosen);
  document.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.closest("svg [data-tag]")) {
      event.preventDefault();
      chosen(event);
    }
  });
  chip.addEventListener("click", () => filter("", ""));
  search.addEventListener("input", apply);
  hide.addEventListener("change", () => {
    texts = new Map();
    apply();
  });
  for (const head of table.tHead.rows[0].cells) {
    head.firstElementChild.addEventListener("click", () => sort(head));
  }
  apply();
}
