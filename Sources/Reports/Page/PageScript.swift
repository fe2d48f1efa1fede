/// What a page does beyond being read: its tables are sorted by a column, and copied as Markdown.
///
/// The page is complete without it.
enum PageScript {
  /// The script's SHA-256 in Base64, by which the page's policy lets it run and no other.
  static let hash = "sha256-7IJbFXuUsaSJV/0hnBIqQtCPOtS4xoBzdsLJwvfRSUs="

  static let text = """
    "use strict";
    for (const box of document.querySelectorAll("div.table")) {
      const table = box.querySelector("table");
      const body = table.tBodies[0];
      const given = [...body.rows];
      const heads = [...table.tHead.rows[0].cells];

      // Numbers by what they begin with, 1.2M ± 0.1M as 1.2 million; words by their letters.
      const scale = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 };
      const value = (row, column) => {
        const text = row.cells[column].textContent.trim();
        const found = /^(-?[0-9.]+(?:e-?[0-9]+)?)([kMBT])?(?![0-9A-Za-z])/.exec(text);
        return found ? Number(found[1]) * (scale[found[2]] || 1) : text;
      };
      const order = (a, b) => {
        const [isNumber, other] = [typeof a === "number", typeof b === "number"];
        if (isNumber && other) return a - b;
        if (isNumber !== other) return isNumber ? -1 : 1;
        return a.localeCompare(b, "en", { numeric: true });
      };

      // One press sorts upwards, the next downwards, the third as it was given.
      const sort = (column) => {
        const now = heads[column].getAttribute("aria-sort");
        const next = { ascending: "descending", descending: null }[now];
        const direction = now ? next : "ascending";
        for (const head of heads) head.removeAttribute("aria-sort");
        const rows = [...given];
        if (direction) {
          const sign = direction === "ascending" ? 1 : -1;
          heads[column].setAttribute("aria-sort", direction);
          rows.sort((a, b) => sign * order(value(a, column), value(b, column)));
        }
        body.append(...rows);
      };
      if (given.length > 2) {
        heads.forEach((head, column) => {
          const button = document.createElement("button");
          button.type = "button";
          button.append(...head.childNodes);
          button.addEventListener("click", () => sort(column));
          head.append(button);
        });
      }

      const line = (cells) => "| " + cells.join(" | ") + " |";
      const words = (cell) => cell.textContent.trim().replace(/\\s+/g, " ").replace(/[|\\\\]/g, "\\\\$&");
      const markdown = () => [
        line(heads.map(words)),
        line(heads.map((head) => (head.classList.contains("n") ? "--:" : ":--"))),
        ...[...body.rows].map((row) => line([...row.cells].map(words))),
      ].join("\\n") + "\\n";
      const copy = document.createElement("button");
      copy.type = "button";
      copy.textContent = "Copy as Markdown";
      copy.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(markdown());
          copy.textContent = "Copied";
        } catch {
          copy.textContent = "The browser does not allow copying";
        }
        setTimeout(() => { copy.textContent = "Copy as Markdown"; }, 2000);
      });
      box.querySelector(".tools").append(copy);
    }
    """
}
