#include "made_up.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace assay::bench {

std::string MadeUp::words(std::size_t count) {
  static constexpr std::array<std::string_view, 40> kWords = {
      "serving",  "latency", "we",     "deployed",  "the",      "model",   "reduces", "memory",
      "by",       "3x",      "train",  "on",        "a",        "large",   "cluster", "of",
      "graphs",   "data",    "users",  "and",       "report",   "results", "in",      "attention",
      "language", "sparse",  "kernel", "retrieval", "gradient", "with",    "for",     "quantised",
      "method",   "show",    "that",   "benchmark", "low-rank", "adapter", "is",      "faster"};
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += i == 0 ? "" : " ";
    text += kWords[below(kWords.size())];
    text += i % 17 == 16 ? "." : "";
  }
  return text;
}

std::string MadeUp::abstract() {
  std::string text = words(110);
  if (below(4) == 0) {
    text += fmt::format(" Code is at https://github.com/lab{}/project{}.", below(900), below(900));
  }
  return text;
}

std::string MadeUp::html() {
  return fmt::format(
      "<p>{} <em>{}</em> {}</p><p>{} <a href=\"https://arxiv.org/abs/2{}.{:05}\">{}</a>.</p>",
      words(30), words(2), words(30), words(40), 300 + below(12) + 1, below(20000), words(3));
}

std::string MadeUp::markdown() {
  return fmt::format(
      "# {}\n\n{}\n\n## Installation\n\n```\ninstall project{}\nrun --fast\n```\n\n"
      "- {} (#{})\n- {} by @user{}\n- {}\n\nSee [the paper](https://arxiv.org/abs/2{}.{:05}) and "
      "[the docs](https://docs{}.example.org/guide). {}\n",
      words(4), words(60), below(900), words(8), below(9000), words(9), below(900), words(10),
      300 + below(12) + 1, below(20000), below(900), words(40));
}

std::string MadeUp::name() {
  static constexpr std::array<std::string_view, 16> kFirst = {
      "Ada",  "Wei",  "Jürgen", "Maria", "Omar", "Li",   "Sofía", "Ivan",
      "Noor", "Mary", "Kenji",  "Aisha", "Lars", "Hana", "Paul",  "Chen"};
  static constexpr std::array<std::string_view, 16> kLast = {
      "Example", "Zhang", "Möller", "Garcia", "Haddad", "Chen",  "Núñez", "Petrov",
      "Khan",    "Smith", "Sato",   "Diallo", "Berg",   "Novak", "Jones", "Wang"};
  return fmt::format("{} {}", kFirst[below(kFirst.size())], kLast[below(kLast.size())]);
}

std::string MadeUp::day() {
  return fmt::format("20{:02}-{:02}-{:02}", 20 + below(6), below(12) + 1, below(28) + 1);
}

}  // namespace assay::bench
