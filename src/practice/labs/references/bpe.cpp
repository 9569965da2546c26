// Learning and applying merges: Sennrich, Haddow and Birch 2016, section 3.2 and algorithm 1; ties,
// which the paper leaves open, by the order of the symbols.
#include "practice/labs/code.h"

#include <map>
#include <utility>
#include <vector>

namespace assay::practice::references {
namespace {

using Text = std::vector<double>;
using Pair = std::pair<double, double>;

Text merged(const Text& text, const Pair& pair, double symbol) {
  Text out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 < text.size() && Pair(text[i], text[i + 1]) == pair) {
      out.push_back(symbol);
      ++i;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

Pair most_frequent(const Text& text, bool largest) {
  std::map<Pair, int> counts;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    ++counts[{text[i], text[i + 1]}];
  }
  Pair best;
  int most = 0;
  for (const auto& [pair, count] : counts) {
    if (count > most || (largest && count == most)) {
      best = pair;
      most = count;
    }
  }
  return best;
}

Array learn(const Values& in) {
  Text text = in[0].data;
  const auto merges = static_cast<std::size_t>(in[2].value());
  Array pairs = Array::zeros({merges, 2});
  pairs.integers = true;
  for (std::size_t i = 0; i < merges; ++i) {
    const Pair best = most_frequent(text, in[3].value() != 0);
    pairs.at(i, 0) = best.first;
    pairs.at(i, 1) = best.second;
    text = merged(text, best, in[1].value() + static_cast<double>(i));
  }
  return pairs;
}

Array encode(const Values& in) {
  Text text = in[0].data;
  for (std::size_t i = 0; i < in[1].dim(0); ++i) {
    text = merged(text, {in[1].at(i, 0), in[1].at(i, 1)}, in[2].value() + static_cast<double>(i));
  }
  return Array::vector(text);
}

void spell(double token, const Values& in, Text& out) {
  if (token < in[2].value()) {
    out.push_back(token);
    return;
  }
  const auto place = static_cast<std::size_t>(token - in[2].value());
  spell(in[1].at(place, 0), in, out);
  spell(in[1].at(place, 1), in, out);
}

/// What was learnt from a text, to encode it with: new symbols among the pairs.
Values learnt(Draw& draw) {
  const Values drawn = draw.arguments_of("learn", {{"n", 14}, {"merges", 3}});
  return {drawn[0], learn(drawn), drawn[1]};
}

}  // namespace

LabCode bpe() {
  LabCode lab;
  lab.reference("learn", [](const Values& in) -> Values { return {learn(in)}; });
  lab.reference("encode", [](const Values& in) -> Values { return {encode(in)}; });
  lab.reference("decode", [](const Values& in) -> Values {
    Text out;
    for (const double token : in[0].data) {
      spell(token, in, out);
    }
    return {Array::vector(out)};
  });
  lab.check({"encode: learnt pairs", "value",
             [](Draw& draw) {
               Calls calls;
               for (int i = 0; i < 6; ++i) {
                 calls.push_back({"encode", learnt(draw)});
               }
               return calls;
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               Finding finding;
               for (std::size_t i = 0; i < calls.size() && !finding.failed(); ++i) {
                 finding = compare(outcomes[i].results, {encode(calls[i].arguments)}, 0,
                                   "a pair may be made of symbols that were learnt before it", i);
               }
               return finding;
             }});
  lab.check({"decode: undoes encode", "invariant",
             [](Draw& draw) {
               Calls calls;
               for (int i = 0; i < 6; ++i) {
                 const Values in = learnt(draw);
                 Array tokens = encode(in);
                 tokens.integers = true;
                 calls.push_back({"decode", {tokens, in[1], in[2]}});
                 calls.push_back({"encode", in});
               }
               return calls;
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               Finding finding;
               for (std::size_t i = 0; i < calls.size() && !finding.failed(); i += 2) {
                 Array text = calls[i + 1].arguments[0];
                 finding = compare(outcomes[i].results, {text}, 0,
                                   "what was encoded is to come back as it was", i);
               }
               return finding;
             }});
  return lab;
}

}  // namespace assay::practice::references
