"""How a worksheet looks on screen and on paper: A4 or Letter, black on white, nothing cut."""

STYLE = """
@page { margin: 16mm 15mm; }
* { box-sizing: border-box; }
html { background: #fff; color: #1d2330; }
body {
  font: 11pt/1.45 Inter, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
  max-width: 180mm; margin: 0 auto; padding: 8mm 0;
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
h1 { font-size: 17pt; margin: 0 0 3mm; }
h2 {
  font-size: 12.5pt; margin: 6mm 0 2mm; padding-bottom: 1mm;
  border-bottom: 0.3mm solid #9aa1ae;
}
p { margin: 0 0 1.5mm; }
.who { display: flex; gap: 8mm; margin-bottom: 4mm; color: #666d7c; }
.who span { flex: 2; border-bottom: 0.3mm solid #9aa1ae; padding-bottom: 1mm; }
.who span:last-child { flex: 1; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.6mm 5mm; margin: 0 0 4mm; }
dt { color: #666d7c; }
dd { margin: 0; }
.picture { margin: 0 0 4mm; text-align: center; break-inside: avoid; }
.picture svg { width: 100%; height: auto; max-height: 100mm; }
.picture text { font-family: Inter, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
table {
  border-collapse: collapse; margin: 0 0 4mm; font-variant-numeric: tabular-nums;
  break-inside: avoid;
}
caption { text-align: left; color: #666d7c; padding-bottom: 1mm; }
th, td { border: 0.25mm solid #c9ced8; padding: 0.7mm 2.5mm; text-align: right; }
th { font-weight: 600; background: #f4f5f7; }
.remark { color: #666d7c; font-style: italic; }
.task, .start { break-inside: avoid; }
.task { margin: 0 0 4.5mm; }
.with { color: #444b59; font-variant-numeric: tabular-nums; }
.line { border-bottom: 0.25mm dotted #9aa1ae; height: 8mm; }
.answer { display: flex; align-items: flex-end; gap: 2mm; padding-top: 4mm; }
.blank { border-bottom: 0.35mm solid #1d2330; width: 42mm; height: 5mm; }
math { font-size: 1.05em; font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", math; }
.on { padding-left: 6mm; }
.key .task { margin-bottom: 3mm; }
footer { margin-top: 6mm; font-size: 8.5pt; color: #666d7c; }
@media print { body { max-width: none; padding: 0; } }
@media screen { .key { border-top: 0.5mm dashed #9aa1ae; margin-top: 12mm; padding-top: 8mm; } }
.sheet + .key { break-before: page; }
"""
