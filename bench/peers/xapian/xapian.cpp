/// Xapian in the protocol of bench/peers (README.md there).

#include "../peer.h"

#include <xapian.h>

namespace {

constexpr Xapian::termcount kTitleWeight = 4;

/// Stems only, no positions; an occurrence in the title counts four times. Many documents are
/// gathered before a flush, and the finished database is packed.
void build(const char* corpus, const std::string& folder) {
  const auto start = peer::Clock::now();
  setenv("XAPIAN_FLUSH_THRESHOLD", "200000", 1);
  const std::string loose = folder + "/loose";
  std::int64_t docs = 0;
  {
    Xapian::WritableDatabase database(
        loose, Xapian::DB_CREATE | Xapian::DB_DANGEROUS | Xapian::DB_NO_SYNC);
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("english"));
    generator.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL);
    docs = peer::each_record(corpus, [&](const peer::Record& record) {
      Xapian::Document document;
      document.set_data(std::string(record.id));
      generator.set_document(document);
      generator.index_text_without_positions(std::string(record.title), kTitleWeight);
      generator.index_text_without_positions(std::string(record.text));
      database.add_document(document);
    });
    database.commit();
  }
  const double seconds = peer::seconds_since(start);
  Xapian::Database(loose).compact(folder + "/packed", Xapian::Compactor::FULL);
  std::filesystem::remove_all(loose);
  peer::print_built(docs, seconds, peer::seconds_since(start) - seconds, peer::bytes_of(folder));
}

void ask(const std::string& folder, const char* queries, int repeat) {
  const Xapian::Database database(folder + "/packed");
  const Xapian::Stem stem("english");
  Xapian::Enquire enquire(database);
  enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 1, 0.75, 0.5));
  peer::serve(
      queries, repeat,
      [&](const peer::Query& query) {
        std::vector<std::string> terms;
        for (const std::string& word : query.words) {
          terms.push_back(stem(word));
        }
        return Xapian::Query(query.all ? Xapian::Query::OP_AND : Xapian::Query::OP_OR,
                             terms.begin(), terms.end());
      },
      [&](const Xapian::Query& query) {
        std::vector<std::int64_t> top;
        enquire.set_query(query);
        const Xapian::MSet found = enquire.get_mset(0, 10);
        for (auto hit = found.begin(); hit != found.end(); ++hit) {
          top.push_back(*hit);
        }
        return top;
      },
      [&](std::int64_t number) {
        return database.get_document(static_cast<Xapian::docid>(number)).get_data();
      });
}

}  // namespace

int main(int argc, char** argv) {
  return peer::run(argc, argv, build, ask);
}
