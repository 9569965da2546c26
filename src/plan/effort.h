#pragma once
/// What a thing takes: minutes to read a paper, machines and data to try one again. Threads: pure
/// functions.

#include "plan/settings.h"
#include "work/work.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

/// Pages of a paper: what its comments say ("12 pages"), else its text at 600 words a page; 0 when
/// neither is known. References and appendices beyond 40 pages are not read.
int pages_of(const Work& work);

/// Minutes to read: four a page, of an unknown number ten pages. `gap`: the paper's level less the
/// reader's, -2..2; each level above takes 30 % more, each below 20 % less. A multiple of 5, from
/// 10 to 150.
int reading_minutes(int pages, double gap);

/// The machines that a reader has at hand.
struct Hardware {
  bool stated = false;  ///< False when nothing is known.
  int cards = 0;        ///< Accelerators.
  double card_gb = 0;   ///< Memory of the largest.
  std::string name;     ///< Of that one, as the reader wrote it; else of the machine.
};
/// From what the reader wrote: "laptop", "RTX 4090 24 GB", "2x A100", "T4". Memory that is not
/// written is known of common cards, else 8 GB.
Hardware parse_hardware(const std::vector<std::string>& items);

/// What trying a work again asks for, as far as its words tell.
struct Demands {
  int cards = 0;        ///< Accelerators that it names; 0 when it names none.
  double model_gb = 0;  ///< Memory of the largest model that it names ("7B"), at two bytes each.
  std::string dataset;  ///< The largest data set among those it names whose size is known.
  double dataset_gb = 0;
};
Demands demands_of(std::string_view text);

enum class HardwareFit {
  kUnknown,  ///< Its words do not tell.
  kYes,
  kNo,
};
HardwareFit fit_of(const Demands& demands, const Hardware& hardware);
/// "CIFAR-10 (0.2 GB) fits your laptop"; empty when nothing is known.
std::string fit_words(const Demands& demands, const Hardware& hardware);

}  // namespace assay::plan
