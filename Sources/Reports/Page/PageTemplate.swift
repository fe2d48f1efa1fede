internal import Mustache

/// The page of a report, in the order in which people read: the answer, whether it can be done, how
/// far to trust it, the evidence, and what it rests on.
///
/// The template stands in the program and not in a file beside it, because a run of hours must not
/// end in a page that cannot be written. Texts are escaped when a ``Page`` is made, by its types.
enum PageTemplate {
  static func render(_ page: Page) -> String {
    do {
      var parts = MustacheLibrary()
      try parts.register(verdict, named: "verdict")
      try parts.register(figure, named: "figure")
      try parts.register(table, named: "table")
      return try MustacheTemplate(string: text).render(page, library: parts)
    } catch {
      preconditionFailure("the page's own template: \(error)")
    }
  }

  private static let text = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="{{{policy}}}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{{title}}}</title>
    <style>
    {{{style}}}
    </style>
    </head>
    <body>
    <header>
    <h1>{{{title}}}</h1>
    {{#question}}
    <p class="question">{{{.}}}</p>
    {{/question}}
    </header>
    <main>
    {{#hasAnswer}}
    <section id="answer">
    <h2>Answer</h2>
    <ul class="answer">
    {{#answer}}
    <li>{{{.}}}</li>
    {{/answer}}
    </ul>
    </section>
    {{/hasAnswer}}
    {{#hasVerdicts}}
    <section id="verdicts">
    <h2>Can it run?</h2>
    {{#verdicts}}
    {{> verdict}}
    {{/verdicts}}
    </section>
    {{/hasVerdicts}}
    {{#validity}}
    <section id="validity">
    <h2>How far to trust it</h2>
    <p><span class="grade">{{{grade}}}</span> {{{meaning}}}</p>
    {{#hasReasons}}
    <ul>
    {{#reasons}}
    <li>{{{.}}}</li>
    {{/reasons}}
    </ul>
    {{/hasReasons}}
    </section>
    {{/validity}}
    {{#sections}}
    <section id="section-{{{number}}}">
    <h2>{{{heading}}}</h2>
    {{#blocks}}
    {{#paragraph}}
    <p>{{{.}}}</p>
    {{/paragraph}}
    {{#list}}
    <ul>
    {{#items}}
    <li>{{{.}}}</li>
    {{/items}}
    </ul>
    {{/list}}
    {{#figure}}
    {{> figure}}
    {{/figure}}
    {{#table}}
    {{> table}}
    {{/table}}
    {{#verdict}}
    {{> verdict}}
    {{/verdict}}
    {{/blocks}}
    </section>
    {{/sections}}
    {{#hasThresholds}}
    <section id="thresholds">
    <h2>Thresholds</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Thresholds">
    <table>
    <thead><tr><th scope="col">result</th><th scope="col">of</th><th scope="col">threshold</th>\
    <th scope="col">found</th></tr></thead>
    <tbody>
    {{#thresholds}}
    <tr><td><span class="mark {{{kind}}}"><span aria-hidden="true">{{{sign}}}</span> {{{word}}}</span></td>\
    <td>{{{subject}}}</td><td>{{{condition}}}</td><td>{{{observed}}}</td></tr>
    {{/thresholds}}
    </tbody>
    </table>
    </div>
    </section>
    {{/hasThresholds}}
    {{#hasAssumptions}}
    <section id="assumptions">
    <h2>Assumptions</h2>
    <ul class="dense">
    {{#assumptions}}
    <li>{{{.}}}</li>
    {{/assumptions}}
    </ul>
    </section>
    {{/hasAssumptions}}
    {{#hasSources}}
    <section id="sources">
    <h2>Sources</h2>
    <dl class="dense">
    {{#sources}}
    {{{.}}}
    {{/sources}}
    </dl>
    </section>
    {{/hasSources}}
    {{#hasNotModelled}}
    <section id="not-modelled">
    <h2>What is not modelled</h2>
    <ul class="dense">
    {{#notModelled}}
    <li>{{{.}}}</li>
    {{/notModelled}}
    </ul>
    </section>
    {{/hasNotModelled}}
    </main>
    <footer>
    {{#hasProvenance}}
    <section id="provenance">
    <h2>Provenance</h2>
    <dl class="facts">
    {{#provenance}}
    <div><dt>{{{name}}}</dt><dd>{{{value}}}</dd></div>
    {{/provenance}}
    </dl>
    </section>
    {{/hasProvenance}}
    <section id="reading">
    <h2>How to read this</h2>
    <ul class="dense">
    {{#reading}}
    <li>{{{.}}}</li>
    {{/reading}}
    </ul>
    </section>
    </footer>
    <script>
    {{{script}}}
    </script>
    </body>
    </html>

    """

  private static let verdict = """
    <div class="verdict {{{kind}}}">
    <p><span class="mark {{{kind}}}"><span aria-hidden="true">{{{sign}}}</span> {{{word}}}</span> \
    {{{subject}}}{{#margin}}: {{{.}}}{{/margin}}</p>
    {{#cause}}
    <p class="why"><b>Cause</b> {{{.}}}</p>
    {{/cause}}
    {{#fix}}
    <p class="why"><b>Fix</b> {{{.}}}</p>
    {{/fix}}
    </div>

    """

  private static let figure = """
    <figure id="{{{anchor}}}">
    {{#picture}}
    <div class="scroll picture" tabindex="0" role="region" aria-label="{{{title}}}">
    {{{.}}}
    </div>
    {{/picture}}
    {{#isMissing}}
    <p class="missing"><b>{{{title}}}</b> (not drawn)</p>
    {{/isMissing}}
    <figcaption><span class="words{{#isMissing}} shown{{/isMissing}}">{{{caption}}}</span>
    {{#downloads}}
    <a class="download" download="{{{name}}}" href="{{{address}}}">Data of the figure (CSV)</a>
    {{/downloads}}
    </figcaption>
    </figure>

    """

  private static let table = """
    <div class="table">
    <div class="scroll" tabindex="0" role="region" aria-label="{{{name}}}">
    <table>
    {{#caption}}
    <caption>{{{.}}}</caption>
    {{/caption}}
    <thead><tr>
    {{#heads}}
    <th scope="col" class="{{{side}}}">{{{column}}}{{#unit}} <span class="unit">{{{.}}}</span>{{/unit}}</th>
    {{/heads}}
    </tr></thead>
    <tbody>
    {{#rows}}
    <tr><th scope="row">{{{first}}}</th>{{#cells}}<td class="{{{side}}}">{{{value}}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    {{#hasNotes}}
    <dl class="notes">
    {{#notes}}
    <div><dt>{{{term}}}</dt><dd>{{{meaning}}}</dd></div>
    {{/notes}}
    </dl>
    {{/hasNotes}}
    <p class="tools"><a class="download" download="{{{file}}}" href="{{{csv}}}">Download CSV</a></p>
    </div>

    """
}
