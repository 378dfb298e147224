"""
Grafana's dashboards, made from code and kept as JSON in `config/grafana/dashboards`.

`python -m tools.dashboards` writes them anew. One module a dashboard (`city`, `agency`, `device`,
`itself`); what several show alike is in the others: `promql` (how metrics are joined), `panels`,
`tables`, `palette` (one colour for one status everywhere), `links`, `variables`, `layout`.

Two things hold on every page. What nobody saw never looks like all is well: a number that is not
there is orange and says so, and zero is shown only where the daemon says zero. And every text is
in both languages, since the pages hang on walls.
"""
