//! Tantivy in the protocol of bench/peers (README.md there).

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use tantivy::collector::TopDocs;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{DocAddress, Index, IndexWriter, TantivyDocument, Term};

type Outcome<T> = Result<T, Box<dyn Error>>;

const MEMORY_PER_THREAD: usize = 512 << 20;
const TITLE_WEIGHT: usize = 4;

fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::English))
        .build()
}

/// One field for all text, with frequencies and no positions: the title goes in four times.
fn schema() -> Schema {
    let mut schema = Schema::builder();
    schema.add_text_field("id", STORED);
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("english")
        .set_index_option(IndexRecordOption::WithFreqs);
    schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    schema.build()
}

fn open(folder: &Path) -> Outcome<(Index, Field, Field)> {
    let index = Index::open_in_dir(folder)?;
    index.tokenizers().register("english", analyzer());
    let (id, text) = (index.schema().get_field("id")?, index.schema().get_field("text")?);
    Ok((index, id, text))
}

fn build(corpus: &str, folder: &Path) -> Outcome<()> {
    let start = Instant::now();
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    Index::create_in_dir(folder, schema())?;
    let (index, id, text) = open(folder)?;
    let threads = std::thread::available_parallelism()?.get().min(8);
    let mut writer: IndexWriter =
        index.writer_with_num_threads(threads, threads * MEMORY_PER_THREAD)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let mut docs = 0;
    for line in BufReader::new(File::open(corpus)?).lines() {
        let record: Value = serde_json::from_str(&line?)?;
        let mut document = TantivyDocument::default();
        document.add_text(id, record["id"].as_str().unwrap_or(""));
        for _ in 0..TITLE_WEIGHT {
            document.add_text(text, record["title"].as_str().unwrap_or(""));
        }
        document.add_text(text, record["abstract"].as_str().unwrap_or(""));
        writer.add_document(document)?;
        docs += 1;
    }
    writer.commit()?;
    let seconds = start.elapsed().as_secs_f64();
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    let merge_seconds = start.elapsed().as_secs_f64() - seconds;
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    println!(
        "{}",
        json!({"docs": docs, "seconds": seconds, "merge_seconds": merge_seconds, "bytes": bytes})
    );
    Ok(())
}

struct Asked {
    name: String,
    query: BooleanQuery,
    micros: Vec<f64>,
    top: Vec<DocAddress>,
}

fn parse(line: &str, text: Field, analyzer: &mut TextAnalyzer) -> Option<Asked> {
    let mut parts = line.split('\t');
    let (name, kind, words) = (parts.next()?, parts.next()?, parts.next()?);
    let occur = if kind == "and" { Occur::Must } else { Occur::Should };
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    analyzer.token_stream(words).process(&mut |token| {
        let term = Term::from_field_text(text, &token.text);
        clauses.push((occur, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
    });
    let query = BooleanQuery::new(clauses);
    Some(Asked { name: name.into(), query, micros: Vec::new(), top: Vec::new() })
}

fn search(folder: &Path, queries: &str, repeat: usize) -> Outcome<()> {
    let (index, id, text) = open(folder)?;
    let searcher = index.reader()?.searcher();
    let mut analyzer = analyzer();
    let mut all: Vec<Asked> = fs::read_to_string(queries)?
        .lines()
        .filter_map(|line| parse(line, text, &mut analyzer))
        .collect();
    for pass in 0..=repeat {
        for asked in &mut all {
            let start = Instant::now();
            let top = searcher.search(&asked.query, &TopDocs::with_limit(10).order_by_score())?;
            let micros = start.elapsed().as_nanos() as f64 / 1e3;
            if pass > 0 {
                asked.micros.push(micros);
            }
            asked.top = top.into_iter().map(|(_, address)| address).collect();
        }
    }
    for asked in &mut all {
        asked.micros.sort_by(f64::total_cmp);
        let mut top = Vec::new();
        for &address in &asked.top {
            let document: TantivyDocument = searcher.doc(address)?;
            top.push(document.get_first(id).and_then(|v| v.as_str().map(String::from)));
        }
        let us = asked.micros[asked.micros.len() / 2];
        println!("{}", json!({"name": asked.name, "us": us, "top": top}));
    }
    Ok(())
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let given: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match given[..] {
        ["index", corpus, folder] => build(corpus, Path::new(folder)),
        ["search", folder, queries] => search(Path::new(folder), queries, 5),
        ["search", folder, queries, "--repeat", n] => {
            search(Path::new(folder), queries, n.parse()?)
        }
        _ => {
            Err("usage: tantivy index CORPUS DIR | tantivy search DIR QUERIES [--repeat R]".into())
        }
    }
}
