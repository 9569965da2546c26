#include "practice/experiments/feasible.h"

#include "base/text.h"
#include "practice/experiments/metric_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace assay::practice {
namespace {

constexpr double kGiB = 1024.0 * 1024 * 1024;
constexpr double kGB = 1e9;
constexpr double kSecondsPerHour = 3600;
/// Bytes a weight in training with Adam and mixed precision: weights and gradients in half
/// precision, and master weights and two moments in single (Rajbhandari et al. 2020, section 3.1).
constexpr double kTrainingBytes = 16;
constexpr double kInferenceBytes = 2;
constexpr double kRoomForActivations = 1.25;
/// Operations a weight and token: 2 forward, 4 backward (Kaplan et al. 2020, section 2.1).
constexpr double kTrainingFlops = 6;
constexpr double kInferenceFlops = 2;
/// Share of the peak that ordinary code reaches (Chowdhery et al. 2022, section 4.1, report 20 to
/// 46 % for tuned large runs).
constexpr double kUsedShare = 0.3;
constexpr double kSmallHours = 1;
constexpr std::string_view kColabDay = "2026-10-01";

/// A data set that many works use: size to fetch, examples, and its terms as the page named states
/// them, looked at on the day of kTermsDay. Where no page was found that states terms, `licence` is
/// empty: unknown, check.
struct KnownData {
  std::string_view name;  ///< Lower case.
  double bytes;
  double examples;
  double tokens_per_example;
  std::string_view licence;
  std::string_view page;
};
constexpr std::string_view kTermsDay = "2026-11-27";
constexpr std::array<KnownData, 17> kData = {{
    {"imagenet", 150 * kGB, 1.28e6, 196,
     "non-commercial research and education only, on registration",
     "image-net.org, terms of access"},
    {"cifar-100", 0.17 * kGB, 5e4, 64, "", ""},
    {"cifar-10", 0.17 * kGB, 5e4, 64, "", ""},
    {"fashion-mnist", 0.03 * kGB, 6e4, 49, "MIT", "github.com/zalandoresearch/fashion-mnist"},
    {"mnist", 0.012 * kGB, 6e4, 49, "CC BY-SA 3.0", "keras.io/api/datasets/mnist"},
    {"coco", 25 * kGB, 1.18e5, 400, "annotations CC BY 4.0; each image under its own on Flickr",
     "cocodataset.org, terms of use"},
    {"wmt14", 1.6 * kGB, 4.5e6, 30, "", ""},
    {"wmt 2014", 1.6 * kGB, 4.5e6, 30, "", ""},
    {"glue", 1 * kGB, 9e5, 64, "", ""},
    {"sst-2", 0.007 * kGB, 6.7e4, 25, "", ""},
    {"squad", 0.04 * kGB, 8.8e4, 180, "", ""},
    {"wikitext-103", 0.19 * kGB, 1, 1.03e8, "CC BY-SA (its pages name 3.0 and 4.0)",
     "huggingface.co/datasets/Salesforce/wikitext"},
    {"imdb", 0.08 * kGB, 2.5e4, 300, "", ""},
    {"librispeech", 60 * kGB, 2.8e5, 300, "CC BY 4.0", "openslr.org/12"},
    {"openwebtext", 40 * kGB, 8e6, 1100, "packaging CC0; the texts belong to their authors",
     "skylion007.github.io/OpenWebTextCorpus"},
    {"the pile", 825 * kGB, 2.1e8, 1600, "", ""},
    {"c4", 305 * kGB, 3.6e8, 430, "ODC-BY", "huggingface.co/datasets/allenai/c4"},
}};

/// A number that stands before `at`, with its "million", "B" …: "1.3B parameters" -> 1.3e9.
double number_before(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '-')) {
    --at;
  }
  std::size_t begin = at;
  while (begin > 0 && std::isalpha(static_cast<unsigned char>(text[begin - 1])) != 0) {
    --begin;
  }
  const std::string unit = ascii_lower(text.substr(begin, at - begin));
  const double scale = unit == "b" || unit == "billion"    ? 1e9
                       : unit == "m" || unit == "million"  ? 1e6
                       : unit == "k" || unit == "thousand" ? 1e3
                       : unit == "t" || unit == "trillion" ? 1e12
                                                           : 0;
  while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '-')) {
    --begin;
  }
  std::size_t first = begin;
  while (first > 0 && (std::isdigit(static_cast<unsigned char>(text[first - 1])) != 0 ||
                       text[first - 1] == '.' || text[first - 1] == ',')) {
    --first;
  }
  std::string digits(text.substr(first, begin - first));
  digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
  const double value = parse_metric_number(digits).value_or(0);
  return unit.empty() ? value : value * scale;
}

/// The largest number before one of the words.
double largest_before(const std::string& text, std::initializer_list<std::string_view> words) {
  double out = 0;
  for (const std::string_view word : words) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      out = std::max(out, number_before(text, at));
    }
  }
  return out;
}

const KnownData* known_data(const std::string& lower) {
  for (const KnownData& one : kData) {
    const std::size_t at = lower.find(one.name);
    if (at != std::string::npos &&
        (at == 0 || std::isalnum(static_cast<unsigned char>(lower[at - 1])) == 0)) {
      return &one;
    }
  }
  return nullptr;
}

std::optional<double> stated(const Experiment& experiment, const char* key) {
  const auto found = experiment.feasibility.find(key);
  return found == experiment.feasibility.end() ? std::nullopt : std::optional(found->second);
}

void read_words(const std::string& lower, Demand& out) {
  constexpr double kFewestParameters = 1000;
  out.parameters = largest_before(lower, {"parameter", "params", "weights model"});
  if (out.parameters < kFewestParameters) {
    out.parameters = 0;
  } else {
    out.sources.emplace_back("parameters: the largest number before \"parameters\" in its text");
  }
  out.tokens = largest_before(lower, {"tokens", "training examples"});
  if (out.tokens > 0) {
    out.sources.emplace_back("tokens: the largest number before \"tokens\" in its text");
  }
}

void read_stated(const Experiment& experiment, Demand& out) {
  bool any = false;
  for (const auto& [key, to] :
       {std::pair{"parameters", &out.parameters}, std::pair{"tokens", &out.tokens},
        std::pair{"data_bytes", &out.data_bytes}}) {
    if (const auto value = stated(experiment, key)) {
      *to = *value;
      any = true;
    }
  }
  if (const auto examples = stated(experiment, "examples")) {
    out.tokens = *examples * stated(experiment, "tokens_per_example").value_or(1);
    any = true;
  }
  out.tokens *= stated(experiment, "epochs").value_or(1);
  out.trains = stated(experiment, "training").value_or(1) != 0;
  if (any) {
    out.sources.emplace_back("[feasibility] of experiment.toml");
  }
}

PlaceEstimate estimate(const Demand& demand, const Place& place) {
  PlaceEstimate out;
  out.place = place.name;
  if (demand.parameters > 0) {
    out.memory_bytes = demand.parameters * (demand.trains ? kTrainingBytes : kInferenceBytes) *
                       kRoomForActivations;
    out.fits_memory = *out.memory_bytes <= place.memory_bytes;
    if (demand.tokens > 0 && place.flops > 0) {
      const double operations =
          demand.parameters * demand.tokens * (demand.trains ? kTrainingFlops : kInferenceFlops);
      out.hours = operations / (place.flops * kUsedShare) / kSecondsPerHour;
      out.fits_session = place.session_hours == 0 || *out.hours <= place.session_hours;
    }
  }
  const bool disk =
      demand.data_bytes == 0 || place.disk_bytes == 0 || demand.data_bytes <= place.disk_bytes;
  if (!out.fits_memory) {
    out.words = fmt::format("too large: {:.1f} GiB of {:.1f}", *out.memory_bytes / kGiB,
                            place.memory_bytes / kGiB);
  } else if (!disk) {
    out.words = "the data do not fit on its disk";
  } else if (out.hours && !out.fits_session) {
    out.words = fmt::format("about {:.3g} h, longer than a session of {:.0f} h", *out.hours,
                            place.session_hours);
  } else if (out.hours) {
    out.words = fmt::format("fits; about {:.3g} h", *out.hours);
  } else {
    out.words = out.memory_bytes ? "fits its memory; the time is unknown" : "unknown";
  }
  return out;
}

/// Weights and tokens that take `kSmallHours` here, with the claim's ratio of the two.
void add_smallest(const Demand& demand, const Place& here, Feasibility& out) {
  const double budget = here.flops * kUsedShare * kSmallHours * kSecondsPerHour;
  constexpr double kTokensPerWeight = 20;  // Hoffmann et al. 2022, table 3
  const double ratio = demand.parameters > 0 && demand.tokens > 0
                           ? std::clamp(demand.tokens / demand.parameters, 1.0, 1000.0)
                           : kTokensPerWeight;
  const double weights = std::sqrt(budget / kTrainingFlops / ratio);
  const bool whole = demand.parameters > 0 && demand.tokens > 0 && demand.parameters <= weights;
  if (whole) {
    out.smallest = fmt::format(
        "As stated it takes under {:.0f} h here: run it whole, baseline and idea with five seeds.",
        kSmallHours);
    out.shows = {"the claim itself, with its spread over seeds"};
    return;
  }
  out.smallest = fmt::format(
      "A model of at most {:.2g} weights on {:.2g} tokens or patches: about {:.0f} h a run here. "
      "First the folder's train.py (6 to 15 thousand weights, seconds a run), baseline and idea "
      "with five seeds each.",
      weights, weights * ratio, kSmallHours);
  out.shows = {"whether the idea moves the metric in the claimed direction, with its spread",
               "whether the code does what the text says", "what it costs in time and memory"};
  out.cannot = {"the claimed level: it belongs to the work's own data and size",
                "effects that appear with size, long training or real noise only"};
  if (demand.parameters > 0) {
    out.cannot.push_back(
        fmt::format("anything about {:.2g} weights beyond what a trend over two "
                    "or three smaller sizes suggests",
                    demand.parameters));
  }
}

}  // namespace

Demand demand_of(const Work& work, const Experiment& experiment) {
  Demand out;
  std::string claims;
  for (const TestedClaim& claim : experiment.claims) {
    claims += claim.dataset + "\n" + claim.text + "\n";
  }
  constexpr std::size_t kMostText = std::size_t{256} << 10;
  const std::string lower =
      ascii_lower(work.title + "\n" + work.abstract + "\n" + work.text.substr(0, kMostText));
  read_words(lower, out);
  const KnownData* data = known_data(ascii_lower(claims));
  if (data == nullptr) {
    data = known_data(lower);
  }
  if (data != nullptr) {
    out.dataset = data->name;
    out.data_bytes = data->bytes;
    out.sources.push_back("data: size of " + out.dataset + " from a table in assay");
    if (!data->licence.empty()) {
      out.licence = data->licence;
      out.sources.push_back(
          fmt::format("licence of the data: {}, as of {}; look there before you "
                      "fetch them",
                      data->page, kTermsDay));
    }
    if (out.tokens == 0) {
      out.tokens = data->examples * data->tokens_per_example;
      out.sources.emplace_back("tokens: one pass over that data set");
    }
  }
  read_stated(experiment, out);
  return out;
}

std::vector<Place> places(const Hardware& hardware) {
  constexpr double kOperationsPerCycle = 16;  // one 8-wide multiply-add a cycle, single precision
  constexpr double kCycles = 2.5e9;
  std::vector<Place> out;
  Place here{"this machine",
             static_cast<double>(hardware.memory_bytes),
             0,
             hardware.cores * kOperationsPerCycle * kCycles,
             0,
             fmt::format("{} cores at about 2.5 GHz, 16 operations a cycle each", hardware.cores)};
  for (const auto& [name, memory, flops] :
       {std::tuple{"H100", 80 * kGiB, 989e12}, std::tuple{"A100", 40 * kGiB, 312e12},
        std::tuple{"L4", 24 * kGiB, 121e12}, std::tuple{"T4", 16 * kGiB, 65e12}}) {
    if (!hardware.gpus.empty() && hardware.gpus.front().find(name) != std::string::npos) {
      here.memory_bytes = memory;
      here.flops = flops;
      here.source = "its GPU's data sheet, half precision";
      break;
    }
  }
  out.push_back(here);
  // What Colab grants, from its FAQ (research.google.com/colaboratory/faq.html), read on
  // kColabDay: without payment "at most 12 hours, depending on availability"; 24 hours of
  // continuous execution with Pro+ while compute units last; other limits and the kinds of GPU are
  // not published and change. GPUs and disk are what people were given, peaks from the data sheets.
  const std::string faq = fmt::format(" Colab's FAQ as of {}; ", kColabDay);
  out.push_back(
      {"Colab, free (T4)", 15 * kGiB, 75 * kGB, 65e12, 12,
       "sessions of at most 12 h," + faq + "a GPU is not promised; T4 data sheet, half precision"});
  out.push_back({"Colab, Pro or pay as you go (L4)", 22.5 * kGiB, 200 * kGB, 121e12, 12,
                 "longer than free, how long is not published (12 h are taken)," + faq +
                     "L4 data sheet, half precision, dense"});
  out.push_back(
      {"Colab, Pro+ (A100)", 40 * kGiB, 200 * kGB, 312e12, 24,
       "up to 24 h while compute units last," + faq + "A100 data sheet, half precision, dense"});
  return out;
}

Feasibility feasibility(const Work& work, const Experiment& experiment, const Hardware& hardware,
                        const CodeTerms& code) {
  Feasibility out;
  out.demand = demand_of(work, experiment);
  out.demand.code = code;
  const std::vector<Place> all = places(hardware);
  for (const Place& place : all) {
    out.as_stated.push_back(estimate(out.demand, place));
    out.formulas.push_back(place.name + ": " + place.source);
  }
  out.formulas.emplace_back(
      "memory: 16 bytes a weight in training (Rajbhandari et al. 2020), 2 in "
      "use, and a quarter for activations");
  out.formulas.emplace_back(
      "time: 6 operations a weight and token in training, 2 in use (Kaplan et "
      "al. 2020), at 30 % of the peak");
  add_smallest(out.demand, all.front(), out);
  return out;
}

}  // namespace assay::practice
