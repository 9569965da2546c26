import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Lucene in the protocol of bench/peers (README.md there). */
public final class Lucene {
  private static final int TITLE_WEIGHT = 4;
  /** Passes before the measured ones: the compiler of the JVM has settled by then. */
  private static final int WARM_PASSES = 10;

  private static final String END = "";
  private static final JsonFactory JSON = new JsonFactory();
  private static final FieldType TEXT = new FieldType();

  static {
    TEXT.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    TEXT.freeze();
  }

  /** Counts every token TITLE_WEIGHT times, in frequency and in length. */
  private static final class Weighted extends TokenFilter {
    private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);

    Weighted(TokenStream input) {
      super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
      if (!input.incrementToken()) {
        return false;
      }
      frequency.setTermFrequency(TITLE_WEIGHT);
      return true;
    }
  }

  private static Analyzer analyzer() {
    return new EnglishAnalyzer(CharArraySet.EMPTY_SET);
  }

  /** Indexes lines until it meets END, which it leaves for the other threads. */
  private static int work(ArrayBlockingQueue<String> lines, IndexWriter writer) throws Exception {
    Analyzer titles = analyzer();
    Analyzer abstracts = analyzer();
    int count = 0;
    for (String line = lines.take(); !line.equals(END); line = lines.take()) {
      String id = "";
      String title = "";
      String text = "";
      try (JsonParser parser = JSON.createParser(line)) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          String value = parser.nextTextValue();
          switch (name) {
            case "id" -> id = value;
            case "title" -> title = value;
            case "abstract" -> text = value;
            default -> {}
          }
        }
      }
      Document document = new Document();
      document.add(new StoredField("id", id));
      document.add(new Field("text", new Weighted(titles.tokenStream("text", title)), TEXT));
      document.add(new Field("text", abstracts.tokenStream("text", text), TEXT));
      writer.addDocument(document);
      count++;
    }
    lines.put(END);
    return count;
  }

  private static void index(Path corpus, Path folder) throws Exception {
    long start = System.nanoTime();
    int threads = Runtime.getRuntime().availableProcessors();
    IndexWriterConfig config = new IndexWriterConfig();
    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    config.setUseCompoundFile(false);
    config.setRAMBufferSizeMB(512);
    int docs = 0;
    double seconds;
    try (Directory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, config)) {
      ArrayBlockingQueue<String> lines = new ArrayBlockingQueue<>(4096);
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      List<Future<Integer>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit((Callable<Integer>) () -> work(lines, writer)));
      }
      try (BufferedReader reader = Files.newBufferedReader(corpus)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.put(line);
        }
      }
      lines.put(END);
      for (Future<Integer> worker : workers) {
        docs += worker.get();
      }
      pool.shutdown();
      writer.commit();
      seconds = (System.nanoTime() - start) / 1e9;
      writer.forceMerge(1);
      writer.commit();
    }
    double merge = (System.nanoTime() - start) / 1e9 - seconds;
    long bytes = 0;
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    System.out.printf(
        "{\"docs\":%d,\"seconds\":%.2f,\"merge_seconds\":%.2f,\"bytes\":%d}%n",
        docs, seconds, merge, bytes);
  }

  private static final class Asked {
    final String name;
    final Query query;
    final double[] micros;
    ScoreDoc[] top;

    Asked(String line, int repeat, Analyzer analyzer) throws IOException {
      String[] parts = line.split("\t");
      name = parts[0];
      micros = new double[repeat];
      Occur occur = parts[1].equals("and") ? Occur.MUST : Occur.SHOULD;
      BooleanQuery.Builder builder = new BooleanQuery.Builder();
      try (TokenStream stream = analyzer.tokenStream("text", parts[2])) {
        CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
        stream.reset();
        while (stream.incrementToken()) {
          builder.add(new TermQuery(new Term("text", term.toString())), occur);
        }
        stream.end();
      }
      query = builder.build();
    }
  }

  private static void search(Path folder, Path queries, int repeat) throws Exception {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    try (Directory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      List<Asked> all = new ArrayList<>();
      Analyzer analyzer = analyzer();
      for (String line : Files.readAllLines(queries)) {
        all.add(new Asked(line, repeat, analyzer));
      }
      for (int pass = -WARM_PASSES; pass < repeat; pass++) {
        for (Asked asked : all) {
          long start = System.nanoTime();
          asked.top = searcher.search(asked.query, new TopScoreDocCollectorManager(10, 10)).scoreDocs;
          if (pass >= 0) {
            asked.micros[pass] = (System.nanoTime() - start) / 1e3;
          }
        }
      }
      for (Asked asked : all) {
        Arrays.sort(asked.micros);
        StringBuilder top = new StringBuilder();
        for (ScoreDoc hit : asked.top) {
          String id = searcher.storedFields().document(hit.doc).get("id");
          top.append(top.isEmpty() ? "\"" : ",\"");
          JsonStringEncoder.getInstance().quoteAsString(id, top);
          top.append('"');
        }
        out.printf(
            "{\"name\":\"%s\",\"us\":%.3f,\"top\":[%s]}%n", asked.name, asked.micros[repeat / 2], top);
      }
      out.flush();
    }
  }

  public static void main(String[] given) throws Exception {
    if (given.length == 3 && given[0].equals("index")) {
      index(Path.of(given[1]), Path.of(given[2]));
    } else if (given.length >= 3 && given[0].equals("search")) {
      int repeat = given.length == 5 && given[3].equals("--repeat") ? Integer.parseInt(given[4]) : 5;
      search(Path.of(given[1]), Path.of(given[2]), repeat);
    } else {
      System.err.println("usage: lucene index CORPUS DIR | lucene search DIR QUERIES [--repeat R]");
      System.exit(2);
    }
  }
}
