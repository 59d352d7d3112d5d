//! A graph as a picture: blocks as boxes in layers, links as arrows, in SVG.
//!
//! Layers follow the longest path from the start over links that go forward in reverse post-order;
//! within a layer blocks are ordered by the mean place of those that lead to them (Sugiyama, Tagawa
//! and Toda 1981, one sweep). Links that go back are drawn at the side.

use crate::{block_texts, Block, Exit, Graph, Link};
use cranelift_entity::SecondaryMap;
use diagnostics::Span;
use lltype::Types;
use std::fmt::Write;

/// Width of a character and height of a line, in pixels, of the monospaced font used.
const CHAR: f64 = 6.7;
const LINE: f64 = 14.0;
/// Space in boxes and between them.
const PAD: f64 = 6.0;
const GAP: f64 = 46.0;
/// Longer lines are cut.
const WIDEST: usize = 110;

/// One line in a box.
struct Row {
    text: String,
    /// A line of the source, not of the graph.
    source: bool,
}

/// A block's box.
struct Shape {
    rows: Vec<Row>,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    layer: usize,
}

/// The picture of a graph. `types` names fields; `source` gives the place and text of the line a span begins on,
/// shown above the operations that came from it.
pub fn svg(graph: &Graph, types: Option<&Types>, source: &dyn Fn(Span) -> Option<String>) -> String {
    let texts = block_texts(graph, types);
    let mut shapes: Vec<Shape> = texts.iter().map(|(b, text)| shape(graph, *b, text, source)).collect();
    let mut index: SecondaryMap<Block, usize> = SecondaryMap::new();
    texts.iter().enumerate().for_each(|(i, (b, _))| index[*b] = i);
    let edges: Vec<(usize, usize, String)> =
        texts.iter().enumerate().flat_map(|(i, (b, _))| out_edges(graph, *b, i, &index)).collect();
    let size = place(&mut shapes, &edges);
    draw(graph, &shapes, &edges, size)
}

fn shape(graph: &Graph, block: Block, text: &str, source: &dyn Fn(Span) -> Option<String>) -> Shape {
    let mut rows = Vec::new();
    let mut last = None;
    let ops = &graph.blocks[block].ops;
    for (i, line) in text.lines().enumerate() {
        let op = i.checked_sub(1).and_then(|n| ops.get(n));
        if let Some(shown) = op.and_then(|op| source(op.span)) {
            if last.as_ref() != Some(&shown) {
                rows.push(Row { text: cut(&shown), source: true });
                last = Some(shown);
            }
        }
        rows.push(Row { text: cut(line), source: false });
    }
    let longest = rows.iter().map(|r| r.text.chars().count()).max().unwrap_or(0);
    let (width, height) = (longest as f64 * CHAR + 2.0 * PAD, rows.len() as f64 * LINE + 2.0 * PAD);
    Shape { rows, x: 0.0, y: 0.0, width, height, layer: 0 }
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(WIDEST) {
        Some((at, _)) => format!("{}\u{2026}", &line[..at]),
        None => line.to_string(),
    }
}

fn out_edges(graph: &Graph, b: Block, from: usize, index: &SecondaryMap<Block, usize>) -> Vec<(usize, usize, String)> {
    let edge = |l: &Link, label: String| (from, index[l.target], label);
    match &graph.blocks[b].exit {
        Exit::Goto(l) => vec![edge(l, String::new())],
        Exit::Branch { then, els, .. } => vec![edge(then, "true".into()), edge(els, "false".into())],
        Exit::Switch { cases, default, .. } => {
            let mut out: Vec<_> = cases.iter().map(|(c, l)| edge(l, crate::const_text(c))).collect();
            out.extend(default.iter().map(|l| edge(l, "default".into())));
            out
        }
        Exit::Raising { normal, handlers } => {
            let mut out = vec![edge(normal, String::new())];
            out.extend(handlers.iter().map(|h| edge(&h.link, "except".into())));
            out
        }
        Exit::Return(_) | Exit::Raise(..) | Exit::Unreachable => Vec::new(),
    }
}

/// Gives each shape its place; the size of the whole.
fn place(shapes: &mut [Shape], edges: &[(usize, usize, String)]) -> (f64, f64) {
    // Shapes are in reverse post-order: a link to a later one goes forward.
    for i in 0..shapes.len() {
        let above = edges.iter().filter(|(f, t, _)| *t == i && *f < i).map(|(f, ..)| shapes[*f].layer + 1).max();
        shapes[i].layer = above.unwrap_or(0);
    }
    let layers = shapes.iter().map(|s| s.layer + 1).max().unwrap_or(0);
    let mut rank: Vec<f64> = vec![0.0; shapes.len()];
    let (mut y, mut widest) = (GAP, 0.0f64);
    for layer in 0..layers {
        let mut members: Vec<usize> = (0..shapes.len()).filter(|i| shapes[*i].layer == layer).collect();
        for i in &members {
            let above: Vec<f64> =
                edges.iter().filter(|(f, t, _)| t == i && shapes[*f].layer < layer).map(|(f, ..)| rank[*f]).collect();
            if !above.is_empty() {
                rank[*i] = above.iter().sum::<f64>() / above.len() as f64;
            }
        }
        members.sort_by(|a, b| rank[*a].total_cmp(&rank[*b]).then(a.cmp(b)));
        let width: f64 = members.iter().map(|i| shapes[*i].width + GAP).sum::<f64>() - GAP;
        let mut x = -width / 2.0;
        let mut tallest = 0.0f64;
        for i in members {
            shapes[i].x = x;
            shapes[i].y = y;
            rank[i] = x + shapes[i].width / 2.0;
            x += shapes[i].width + GAP;
            tallest = tallest.max(shapes[i].height);
        }
        widest = widest.max(width);
        y += tallest + GAP;
    }
    let margin = GAP * 2.0;
    shapes.iter_mut().for_each(|s| s.x += widest / 2.0 + margin);
    (widest + 2.0 * margin, y)
}

fn draw(graph: &Graph, shapes: &[Shape], edges: &[(usize, usize, String)], (width, height): (f64, f64)) -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         font-family=\"monospace\" font-size=\"11\">\n<title>{}</title>\n<rect width=\"100%\" height=\"100%\" \
         fill=\"white\"/>\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n\
         <text x=\"10\" y=\"20\" font-size=\"14\">{}</text>\n",
        escape(&graph.name),
        escape(&graph.name)
    );
    for (n, (from, to, label)) in edges.iter().enumerate() {
        let (a, b) = (&shapes[*from], &shapes[*to]);
        // Several links leave a box side by side.
        let own: Vec<usize> = (0..edges.len()).filter(|e| edges[*e].0 == *from).collect();
        let which = own.iter().position(|e| *e == n).unwrap_or(0);
        let x1 = a.x + a.width * (which + 1) as f64 / (own.len() + 1) as f64;
        let (y1, x2, y2) = (a.y + a.height, b.x + b.width / 2.0, b.y);
        let (path, colour) = if b.layer > a.layer {
            let bend = (y2 - y1) / 2.0;
            (format!("M{x1:.1} {y1:.1}C{x1:.1} {:.1} {x2:.1} {:.1} {x2:.1} {y2:.1}", y1 + bend, y2 - bend), "black")
        } else {
            let side = a.x.min(b.x) - GAP / 2.0;
            let (low, high) = (y1 + GAP / 3.0, y2 - GAP / 3.0);
            let path = format!("M{x1:.1} {y1:.1}V{low:.1}H{side:.1}V{high:.1}H{x2:.1}V{y2:.1}");
            (path, "firebrick")
        };
        let _ = writeln!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.1\" marker-end=\"url(#tip)\"/>"
        );
        if !label.is_empty() {
            let _ = writeln!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"navy\">{}</text>",
                x1 + 3.0,
                y1 + 11.0,
                escape(&cut(label))
            );
        }
    }
    for s in shapes {
        let _ = writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#f6f6f0\" stroke=\"black\"/>",
            s.x, s.y, s.width, s.height
        );
        for (i, row) in s.rows.iter().enumerate() {
            let fill = if row.source { "seagreen" } else { "black" };
            let _ = writeln!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{fill}\" xml:space=\"preserve\">{}</text>",
                s.x + PAD,
                s.y + PAD + LINE * (i as f64 + 0.8),
                escape(&row.text)
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_has_a_box_for_each_block_and_an_arrow_for_each_link() {
        let text = "graph \"f\" -> Signed {\nblock0(v0: Signed):\n    goto block1(v0)\nblock1(v1: Signed):\n    v2: Bool = int_lt(v1, 10)\n    branch v2 ? block2() : block3()\nblock2():\n    v3: Signed = int_add(v1, 1)\n    goto block1(v3)\nblock3():\n    return v1\n}\n";
        let graph = crate::parse_graph(text, &crate::Program::default()).expect("graph");
        let picture = svg(&graph, None, &|_| None);
        assert_eq!(picture.matches("marker-end").count(), 4);
        assert_eq!(picture.matches("fill=\"#f6f6f0\"").count(), 4);
        assert_eq!(picture.matches("firebrick").count(), 1, "one link goes back");
        assert!(picture.contains("int_lt(v1, 10)"));
    }

    #[test]
    fn text_cannot_break_out_of_the_picture() {
        assert_eq!(escape("a<b>&\""), "a&lt;b&gt;&amp;&quot;");
    }
}
