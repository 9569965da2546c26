/// Prints works as the tokens that vectors are made of, for training:
///   meaning_tokens < CORPUS > TOKENS
/// CORPUS: JSON Lines {"id","title","abstract"}. A line of TOKENS is id, title's tokens and
/// abstract's tokens, separated by tabs, tokens by spaces.

#include "search/analysis_internal.h"

#include <simdjson.h>

#include <iostream>
#include <string>
#include <string_view>

namespace {

class Printer final : public assay::search::TokenSink {
 public:
  explicit Printer(std::string& out) : out_(out) {}
  void token(const assay::search::Token& token) override {
    if (!token.colocated()) {
      out_ += out_.empty() || out_.back() == '\t' ? "" : " ";
      out_ += token.term;
    }
  }

 private:
  std::string& out_;
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  assay::search::Analyser analyser;
  simdjson::dom::parser parser;
  std::string out;
  Printer printer(out);
  for (std::string line; std::getline(std::cin, line);) {
    simdjson::dom::element record;
    if (parser.parse(line).get(record) != simdjson::SUCCESS) {
      std::cerr << "meaning_tokens: a line that is no JSON was left out\n";
      continue;
    }
    out.clear();
    for (const char* key : {"id", "title", "abstract"}) {
      std::string_view text;
      if (record[key].get(text) != simdjson::SUCCESS) {
        text = {};
      }
      if (std::string_view(key) == "id") {
        out += text;
      } else {
        out += '\t';
        analyser.run(text, assay::search::Style::kText, printer);
      }
    }
    std::cout << out << '\n';
  }
  return 0;
}
