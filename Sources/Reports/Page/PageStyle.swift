/// How a page looks: on wide and narrow screens, in the dark, and on paper.
///
/// The colours of the verdicts are of Okabe & Ito (2008), "Color Universal Design"; each verdict is
/// told by its word, its sign and the line beside it as well.
enum PageStyle {
  static let text = """
    :root {
      --paper: #ffffff; --ink: #1a1a1a; --soft: #555555; --line: #d9d9d9; --shade: #f5f6f7;
      --link: #00639b; --good: #00694d; --bad: #a84300;
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 60rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Arial, Helvetica, sans-serif;
      overflow-wrap: break-word;
    }
    h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
    h2 { margin: 2.25rem 0 .6rem; font-size: 1.2rem; line-height: 1.3; }
    p { margin: .5rem 0; }
    ul { margin: .5rem 0; padding-left: 1.25rem; }
    li { margin: .25rem 0; }
    a { color: var(--link); }
    .question { margin: .5rem 0 0; font-size: 1.1rem; color: var(--soft); }
    .answer { padding: .9rem 1.1rem .9rem 2.1rem; background: var(--shade); border-radius: .4rem; }
    .answer li { margin: .4rem 0; }
    .verdict { margin: .6rem 0; padding: .1rem 0 .1rem .9rem; border-left: .3rem solid var(--good); }
    .verdict.bad { border-left: .3rem double var(--bad); }
    .verdict p { margin: .2rem 0; }
    .mark { font-weight: 600; white-space: nowrap; color: var(--good); }
    .mark.bad { color: var(--bad); }
    .why b { display: inline-block; min-width: 3.5rem; font-weight: 600; color: var(--soft); }
    .grade {
      display: inline-block; padding: 0 .6rem; border: 1px solid currentColor; border-radius: 1rem;
      font-weight: 600;
    }
    .scroll { position: relative; overflow-x: auto; max-width: 100%; }
    .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    figure { margin: 1.25rem 0; }
    .picture { background: #ffffff; border: 1px solid var(--line); border-radius: .4rem; }
    .picture svg, .picture img { display: block; width: 100%; height: auto; }
    .missing { margin: 0; }
    figcaption { margin-top: .3rem; font-size: .875rem; color: var(--soft); }
    .words {
      position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap;
    }
    .words.shown { position: static; width: auto; height: auto; clip-path: none; white-space: normal; }
    .table { margin: .75rem 0 1.25rem; }
    table {
      border-collapse: separate; border-spacing: 0; font-size: .875rem; line-height: 1.4;
      font-variant-numeric: tabular-nums;
    }
    caption { padding: 0 0 .4rem; text-align: left; font-weight: 600; }
    th, td {
      padding: .3rem .75rem; border-bottom: 1px solid var(--line); text-align: left;
      vertical-align: top; white-space: pre-line;
    }
    thead th { min-width: 5rem; vertical-align: bottom; border-bottom: 2px solid var(--soft); font-weight: 600; }
    tbody th {
      position: sticky; left: 0; min-width: 7.5rem; background: var(--paper); font-weight: 400;
    }
    tbody tr:hover > * { background: var(--shade); }
    th.n, td.n { text-align: right; }
    td.n, td.k { white-space: nowrap; }
    th:first-child, td:first-child { padding-left: .25rem; }
    .unit { display: block; font-weight: 400; color: var(--soft); }
    thead button {
      padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: inherit;
      cursor: pointer;
    }
    thead button::after {
      content: "↕"; position: absolute; margin-left: .15rem; color: var(--soft); font-weight: 400;
      opacity: 0;
    }
    thead button:hover::after, thead button:focus-visible::after, [aria-sort] button::after {
      opacity: 1;
    }
    [aria-sort="ascending"] button::after { content: "↑"; }
    [aria-sort="descending"] button::after { content: "↓"; }
    .tools { font-size: .875rem; }
    .tools > * + * { margin-left: 1rem; }
    .tools button {
      padding: 0; border: 0; background: none; color: var(--link); font: inherit;
      text-decoration: underline; cursor: pointer;
    }
    .notes { margin: .4rem 0; font-size: .8rem; color: var(--soft); }
    .notes dt, .notes dd { display: inline; margin: 0; }
    .notes dt { font-weight: 600; }
    .notes dt::after { content: ": "; }
    .dense { font-size: .9rem; }
    dl.dense dt { margin-top: .4rem; font-weight: 600; }
    dl.dense dd { margin: 0 0 0 1.25rem; }
    :target { background: var(--shade); outline: 2px solid var(--link); }
    .evidence { color: var(--soft); }
    .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .5rem; }
    .facts dt { font-size: .8rem; color: var(--soft); }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    footer { margin-top: 2.5rem; border-top: 1px solid var(--line); }

    @media (max-width: 40rem) {
      body { padding: 1rem .9rem 2rem; }
      h1 { font-size: 1.4rem; }
      .picture svg, .picture img { min-width: 36rem; }
      .words {
        position: static; width: auto; height: auto; clip-path: none; white-space: normal;
      }
      th, td { padding: .3rem .5rem; }
      tbody th { min-width: 6rem; max-width: 9.5rem; }
    }

    @media screen and (prefers-color-scheme: dark) {
      :root {
        --paper: #16181b; --ink: #e6e6e6; --soft: #a8adb3; --line: #3a3f45; --shade: #202428;
        --link: #7cc4f0; --good: #4fd1a5; --bad: #ff9d5c;
      }
    }

    @media print {
      @page { size: A4; margin: 16mm 15mm; }
      body { max-width: none; padding: 0; background: none; color: #000000; font-size: 10pt; }
      a { color: #000000; }
      h1 { font-size: 16pt; }
      h2 { margin-top: 14pt; font-size: 12pt; }
      h1, h2, caption { break-after: avoid; }
      figure, tr, li, .verdict, .answer { break-inside: avoid; }
      .answer { padding: 0 0 0 1.25rem; background: none; }
      .scroll { overflow: visible; }
      .picture { border: 0; }
      table { width: 100%; font-size: 8pt; }
      th, td { padding: 2pt 4pt; overflow-wrap: anywhere; }
      td.n, td.k { white-space: normal; }
      thead { display: table-header-group; break-inside: avoid; }
      tbody th { position: static; min-width: 0; }
      .download, .tools, thead button::after { display: none; }
    }
    """
}
