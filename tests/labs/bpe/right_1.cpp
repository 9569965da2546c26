#include "lab.h"

#include <map>
#include <utility>
#include <vector>

using Text = std::vector<double>;

static Text merged(const Text& text, double a, double b, double symbol) {
  Text out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 < text.size() && text[i] == a && text[i + 1] == b) {
      out.push_back(symbol);
      ++i;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

void learn(lab::In text, double symbols, double merges, lab::Out pairs) {
  Text now(text.data.begin(), text.data.end());
  for (std::size_t step = 0; step < std::size_t(merges); ++step) {
    std::map<std::pair<double, double>, int> counts;
    for (std::size_t i = 0; i + 1 < now.size(); ++i) ++counts[{now[i], now[i + 1]}];
    auto best = counts.begin();
    for (auto it = counts.begin(); it != counts.end(); ++it)
      if (it->second > best->second) best = it;
    pairs(step, 0) = best->first.first;
    pairs(step, 1) = best->first.second;
    now = merged(now, pairs(step, 0), pairs(step, 1), symbols + step);
  }
}

void encode(lab::In text, lab::In pairs, double symbols, std::vector<double>& tokens) {
  tokens.assign(text.data.begin(), text.data.end());
  for (std::size_t step = 0; step < pairs.dim(0); ++step)
    tokens = merged(tokens, pairs(step, 0), pairs(step, 1), symbols + step);
}

void decode(lab::In tokens, lab::In pairs, double symbols, std::vector<double>& text) {
  text.assign(tokens.data.begin(), tokens.data.end());
  for (std::size_t step = pairs.dim(0); step-- > 0;) {
    Text next;
    for (double one : text) {
      if (one == symbols + step) {
        next.push_back(pairs(step, 0));
        next.push_back(pairs(step, 1));
      } else {
        next.push_back(one);
      }
    }
    text = next;
  }
}
