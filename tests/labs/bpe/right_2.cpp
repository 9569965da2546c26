#include "lab.h"

#include <algorithm>
#include <vector>

static void join(std::vector<double>& text, double a, double b, double symbol) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < text.size(); ++to) {
    const bool pair = from + 1 < text.size() && text[from] == a && text[from + 1] == b;
    text[to] = pair ? symbol : text[from];
    from += pair ? 2 : 1;
  }
  text.resize(to);
}

void learn(lab::In text, double symbols, double merges, lab::Out pairs) {
  std::vector<double> now(text.data.begin(), text.data.end());
  for (std::size_t step = 0; step < std::size_t(merges); ++step) {
    long best = 0;
    for (std::size_t i = 0; i + 1 < now.size(); ++i) {
      long count = 0;
      for (std::size_t j = 0; j + 1 < now.size(); ++j) count += now[j] == now[i] && now[j + 1] == now[i + 1];
      const bool smaller = now[i] < pairs(step, 0) || (now[i] == pairs(step, 0) && now[i + 1] < pairs(step, 1));
      if (count > best || (count == best && smaller)) {
        best = count;
        pairs(step, 0) = now[i];
        pairs(step, 1) = now[i + 1];
      }
    }
    join(now, pairs(step, 0), pairs(step, 1), symbols + step);
  }
}

void encode(lab::In text, lab::In pairs, double symbols, std::vector<double>& tokens) {
  tokens.assign(text.data.begin(), text.data.end());
  for (std::size_t step = 0; step < pairs.dim(0); ++step) join(tokens, pairs(step, 0), pairs(step, 1), symbols + step);
}

static void spell(double token, lab::In pairs, double symbols, std::vector<double>& text) {
  if (token < symbols) {
    text.push_back(token);
    return;
  }
  spell(pairs(std::size_t(token - symbols), 0), pairs, symbols, text);
  spell(pairs(std::size_t(token - symbols), 1), pairs, symbols, text);
}

void decode(lab::In tokens, lab::In pairs, double symbols, std::vector<double>& text) {
  for (double token : tokens.data) spell(token, pairs, symbols, text);
}
