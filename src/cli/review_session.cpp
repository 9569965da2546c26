#include "cli/review_session.h"

#include "base/text.h"
#include "base/time.h"
#include "plan/card_exchange.h"
#include "plan/review.h"

#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <optional>

namespace assay::cli {
namespace {

constexpr char kQuit = 'q';
constexpr char kUndo = 'u';
constexpr char kReveal = ' ';

/// Single keys from a terminal, whose settings come back at the end; else the first character of
/// each line.
class Keys {
 public:
  Keys() {
    if (::isatty(STDIN_FILENO) != 1 || ::tcgetattr(STDIN_FILENO, &before_) != 0) {
      return;
    }
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    terminal_ = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
    static_cast<void>(interrupted());  // from here on a signal ends the session in order
  }
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  Keys(Keys&&) = delete;
  Keys& operator=(Keys&&) = delete;
  ~Keys() {
    if (terminal_) {
      ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
    }
  }

  [[nodiscard]] bool on_terminal() const noexcept { return terminal_; }

  /// The next key; kQuit at the end of input or after a signal.
  [[nodiscard]] char next() const {
    if (terminal_) {
      return next_of_terminal();
    }
    std::string line;
    if (!std::getline(std::cin, line)) {
      return kQuit;
    }
    const std::string_view word = trim(line);
    return word.empty() ? kReveal : word[0];
  }

 private:
  static char next_of_terminal() {
    constexpr char kInterrupt = 3;
    constexpr char kEndOfInput = 4;
    pollfd input{STDIN_FILENO, POLLIN, 0};
    while (::poll(&input, 1, -1) < 0) {
      if (interrupted()) {
        return kQuit;
      }
    }
    char key = kQuit;
    const bool read = ::read(STDIN_FILENO, &key, 1) == 1;
    return !read || key == kInterrupt || key == kEndOfInput ? kQuit : key;
  }

  termios before_{};
  bool terminal_ = false;
};

/// One review from its first card to its last.
class Session {
 public:
  Session(const Context& context, const ReviewOptions& options)
      : context_(context),
        options_(options),
        reading_(context.open_library(library::Library::Mode::kRead)),
        fsrs_(plan::review_parameters(*reading_)) {}

  int run() {
    bool asked = false;
    while (options_.limit == 0 || answered_ < options_.limit) {
      const plan::DueView view = plan::due_cards(*reading_, now());
      if (view.cards.empty() || !ask(view)) {
        break;
      }
      asked = true;
    }
    finish(asked);
    return interrupted_by_signal_ ? errc_exit_status(Errc::kCancelled) : 0;
  }

 private:
  static std::int64_t now() { return system_clock().now(); }

  void show_side(const library::Card& card, const std::string& side) const {
    const std::string text = plan::side_text(card.text, side);
    for (const std::string_view line : split(text, '\n')) {
      Context::print(line.empty() ? "\n" : paragraph(printable(line), 2, text_columns()));
    }
  }

  void show_front(const plan::DueView& view) const {
    const library::Card& card = view.cards.front();
    Context::print("\n" +
                   context_.style().quiet(fmt::format(
                       "{} · {} learning · {} to review · {} new", plan::format_card_id(card.id),
                       view.counts.learning, view.counts.review, view.counts.fresh)) +
                   "\n\n");
    show_side(card, card.text.front);
  }

  void show_back(const library::Card& card) const {
    Context::print("\n");
    show_side(card, card.text.back);
    for (const std::string& more : card.text.more) {
      show_side(card, more);
    }
    const std::array<std::int64_t, 4> intervals = plan::next_intervals(fsrs_, card, now());
    std::string line;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      line += fmt::format("{}{} {} {}", i == 0 ? "" : "   ", i + 1,
                          plan::grade_name(plan::kGrades[i]), plan::interval_words(intervals[i]));
    }
    Context::print("\n  " + context_.style().accent(line) + "\n");
  }

  /// Asks the first card of `view`; false when the user quits.
  bool ask(const plan::DueView& view) {
    const library::Card& card = view.cards.front();
    show_front(view);
    bool revealed = false;
    for (;;) {
      const char key = keys_.next();
      const std::optional<plan::Grade> grade = plan::parse_grade(std::string_view(&key, 1));
      if (key == kQuit) {
        return false;
      }
      if (key == kUndo) {
        undo();
        return true;
      }
      if (!revealed) {
        show_back(card);
        revealed = true;
        if (!grade || keys_.on_terminal()) {
          continue;  // on a terminal a grade needs a look at the back first
        }
      }
      if (grade) {
        take(card, *grade);
        return true;
      }
      context_.tell("  1 again, 2 hard, 3 good, 4 easy; u undoes, q quits");
    }
  }

  void take(const library::Card& card, plan::Grade grade) {
    const std::unique_ptr<library::Library> writing =
        context_.open_library(library::Library::Mode::kWrite);
    const std::int64_t at = now();
    const library::Card after =
        plan::grade_card(*writing, card.id, grade, at, options_.trust_clock);
    reading_->renew();
    ++answered_;
    Context::print(context_.style().quiet(fmt::format("  {}: again in {}", plan::grade_name(grade),
                                                      plan::interval_words(after.state.due - at))) +
                   "\n");
  }

  void undo() {
    if (answered_ == 0) {
      context_.tell("  nothing to undo in this review; `assay review undo` goes further back");
      return;
    }
    const std::unique_ptr<library::Library> writing =
        context_.open_library(library::Library::Mode::kWrite);
    const library::Card card = plan::undo_review(*writing, std::nullopt, now());
    reading_->renew();
    --answered_;
    Context::print(fmt::format("  taken back: the answer to {}\n", plan::format_card_id(card.id)));
  }

  void finish(bool asked) {
    interrupted_by_signal_ = keys_.on_terminal() && interrupted();
    const plan::DueView left = plan::due_cards(*reading_, now());
    std::string out = asked ? "\n" : "";
    out += answered_ == 0 ? std::string("Nothing was answered. ")
                          : fmt::format("{} answered. ", answered_);
    out += left.counts.due > 0 ? fmt::format("{} still due.", left.counts.due)
           : left.next > 0
               ? fmt::format("The next card is due in {}.", plan::interval_words(left.next - now()))
               : std::string("No card waits: make some with `assay card add`.");
    Context::print(out + "\n");
  }

  const Context& context_;
  ReviewOptions options_;
  std::unique_ptr<library::Library> reading_;
  plan::Fsrs fsrs_;
  Keys keys_;
  std::size_t answered_ = 0;
  bool interrupted_by_signal_ = false;
};

}  // namespace

int run_review_session(const Context& context, const ReviewOptions& options) {
  return Session(context, options).run();
}

}  // namespace assay::cli
