#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "identify/claim_terms_internal.h"
#include "identify/claims.h"
#include "identify/embedded_lists_internal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace assay::identify::claim_wordings_test {
namespace {

std::vector<Claim> read(const std::string& text) {
  return default_claim_reader().read(text, Field::kAbstract);
}

/// "metric value unit comparison change bound" of each claim, one a line after "= ".
std::string gist(const std::string& text) {
  std::string all;
  for (const Claim& claim : read(text)) {
    all += "= ";
    all += claim.own ? "" : "(others) ";
    all += claim.metric + " ";
    all += claim.from ? fmt::format("{}->", *claim.from) : "";
    all += fmt::format("{}", claim.value);
    all += claim.high != claim.value ? fmt::format("..{}", claim.high) : "";
    all += claim.unit;
    for (const std::string_view part :
         {claim.comparison == Comparison::kAbsolute ? "" : comparison_name(claim.comparison),
          change_name(claim.change), bound_name(claim.bound)}) {
      all += part.empty() ? "" : " " + std::string(part);
    }
    all += "\n";
  }
  return all;
}

TEST(ClaimWordings, EverySentence_HasTheClaimsOfTheTable) {
  const std::string table =
      read_file(std::filesystem::path(ASSAY_SOURCE_DIR) / "tests/identify/claim_wordings.txt");
  std::vector<std::pair<std::string, std::string>> cases;
  for (const std::string_view line : split(table, '\n')) {
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (line.front() == '=') {
      cases.back().second += std::string(line) + "\n";
    } else {
      cases.emplace_back(line, "");
    }
  }
  EXPECT_GE(cases.size(), 80U);
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(gist(text), expected) << text;
  }
}

struct UnitCase {
  const char* written;
  const char* name;
  const char* dimension;
  double scale;
};

constexpr auto kUnitCases = std::to_array<UnitCase>({
    {"%", "%", "ratio", 0.01},
    {"per cent", "%", "ratio", 0.01},
    {"points", "points", "points", 1},
    {"basis points", "basis points", "points", 0.01},
    {"x", "x", "factor", 1},
    {"ps", "ps", "time", 1e-12},
    {"ns", "ns", "time", 1e-9},
    {"µs", "us", "time", 1e-6},
    {"μs", "us", "time", 1e-6},
    {"us", "us", "time", 1e-6},
    {"microseconds", "us", "time", 1e-6},
    {"ms", "ms", "time", 1e-3},
    {"s", "s", "time", 1},
    {"seconds", "s", "time", 1},
    {"min", "min", "time", 60},
    {"hours", "h", "time", 3600},
    {"days", "days", "time", 86400},
    {"GPU hours", "processor hours", "processor time", 3600},
    {"bytes", "B", "memory", 1},
    {"KB", "KB", "memory", 1e3},
    {"KiB", "KiB", "memory", 1024},
    {"MB", "MB", "memory", 1e6},
    {"GiB", "GiB", "memory", 1073741824.0},
    {"TB", "TB", "memory", 1e12},
    {"PB", "PB", "memory", 1e15},
    {"dB", "dB", "level", 1},
    {"fps", "fps", "frames", 1},
    {"Hz", "Hz", "frequency", 1},
    {"kHz", "kHz", "frequency", 1e3},
    {"tokens per second", "per second", "rate", 1},
    {"QPS", "per second", "rate", 1},
    {"requests per minute", "per minute", "rate", 1 / 60.0},
    {"requests per hour", "per hour", "rate", 1 / 3600.0},
    {"requests a day", "per day", "rate", 1 / 86400.0},
    {"GB/s", "GB/s", "data rate", 1e9},
    {"Gbps", "Gbit/s", "data rate", 1.25e8},
    {"GFLOPS", "GFLOP/s", "floating-point rate", 1e9},
    {"GFLOP/s", "GFLOP/s", "floating-point rate", 1e9},
    {"GFLOPs", "GFLOPs", "operations", 1e9},
    {"pJ", "pJ", "energy", 1e-12},
    {"mJ", "mJ", "energy", 1e-3},
    {"MJ", "MJ", "energy", 1e6},
    {"kWh", "kWh", "energy", 3.6e6},
    {"mW", "mW", "power", 1e-3},
    {"MW", "MW", "power", 1e6},
    {"watts", "W", "power", 1},
    {"TOPS/W", "TOP/J", "energy efficiency", 1e12},
    {"dollars", "dollars", "dollars", 1},
    {"cents", "cents", "dollars", 0.01},
    {"euros", "euros", "euros", 1},
    {"mm", "mm", "length", 1e-3},
    {"cm", "cm", "length", 1e-2},
    {"km/h", "km/h", "speed", 1 / 3.6},
    {"pixels", "pixels", "pixels", 1},
    {"degrees", "degrees", "angle", 1},
    {"weeks", "weeks", "time", 604800},
    {"GPU days", "processor days", "processor time", 86400},
    {"MiB", "MiB", "memory", 1048576.0},
    {"GB", "GB", "memory", 1000000000.0},
    {"TiB", "TiB", "memory", 1099511627776.0},
    {"PiB", "PiB", "memory", 1125899906842624.0},
    {"MHz", "MHz", "frequency", 1000000.0},
    {"GHz", "GHz", "frequency", 1000000000.0},
    {"requests per week", "per week", "rate", 1.6534391534391535e-06},
    {"requests per month", "per month", "rate", 3.8580246913580245e-07},
    {"KB/s", "KB/s", "data rate", 1000.0},
    {"MB/s", "MB/s", "data rate", 1000000.0},
    {"TB/s", "TB/s", "data rate", 1000000000000.0},
    {"kbit/s", "kbit/s", "data rate", 125.0},
    {"Mbit/s", "Mbit/s", "data rate", 125000.0},
    {"Tbit/s", "Tbit/s", "data rate", 125000000000.0},
    {"MFLOPS", "MFLOP/s", "floating-point rate", 1000000.0},
    {"TFLOPS", "TFLOP/s", "floating-point rate", 1000000000000.0},
    {"PFLOPS", "PFLOP/s", "floating-point rate", 1000000000000000.0},
    {"EFLOPS", "EFLOP/s", "floating-point rate", 1e+18},
    {"GOPS", "GOP/s", "operation rate", 1000000000.0},
    {"GOPS/W", "GOP/J", "energy efficiency", 1000000000.0},
    {"TOPS", "TOP/s", "operation rate", 1000000000000.0},
    {"FLOPs", "FLOPs", "operations", 1},
    {"MFLOPs", "MFLOPs", "operations", 1000000.0},
    {"MMACs", "MMACs", "operations", 1000000.0},
    {"GMACs", "GMACs", "operations", 1000000000.0},
    {"TFLOPs", "TFLOPs", "operations", 1000000000000.0},
    {"PFLOPs", "PFLOPs", "operations", 1000000000000000.0},
    {"aJ", "aJ", "energy", 1e-18},
    {"fJ", "fJ", "energy", 1e-15},
    {"nJ", "nJ", "energy", 1e-09},
    {"uJ", "uJ", "energy", 1e-06},
    {"kJ", "kJ", "energy", 1000.0},
    {"Wh", "Wh", "energy", 3600.0},
    {"MWh", "MWh", "energy", 3600000000.0},
    {"uW", "uW", "power", 1e-06},
    {"kW", "kW", "power", 1000.0},
    {"um", "um", "length", 1e-06},
    {"meters", "meters", "length", 1},
    {"km", "km", "length", 1000.0},
    {"parameters", "parameters", "parameters", 1},
    {"bytes per second", "B/s", "data rate", 1},
    {"bits per second", "bit/s", "data rate", 0.125},
    {"Mbps", "Mbit/s", "data rate", 125e3},
    {"exaflops", "EFLOP/s", "floating-point rate", 1e18},
    {"µJ", "uJ", "energy", 1e-6},
    {"joules", "J", "energy", 1},
    {"µW", "uW", "power", 1e-6},
    {"µm", "um", "length", 1e-6},
});

TEST(ClaimUnits, EachIsItself) {
  for (const UnitCase& unit : kUnitCases) {
    const std::string text = fmt::format("It improves by 7 {}.", unit.written);
    const std::vector<Claim> claims = read(text);
    ASSERT_EQ(claims.size(), 1U) << text;
    EXPECT_EQ(claims[0].value, 7) << text;
    EXPECT_EQ(claims[0].unit, unit.name) << text;
    EXPECT_EQ(claims[0].dimension, unit.dimension) << text;
    EXPECT_DOUBLE_EQ(claims[0].scale, unit.scale) << text;
  }
}

TEST(ClaimUnits, EveryOneOfTheList_HasACase) {
  std::set<std::string> names;
  for (const UnitCase& unit : kUnitCases) {
    names.insert(unit.name);
  }
  for (const TermType& type : read_embedded_terms().types) {
    EXPECT_TRUE(type.kind != TermKind::kUnit || names.count(type.name) == 1) << type.name;
  }
}

/// What reading the lists says when they are wrong.
std::string mistake(const std::string& metric, const std::string& first,
                    const std::string& second) {
  std::string toml;
  for (const char* kind : {"change", "achieve", "take", "versus", "bound", "prior", "others", "own",
                           "later", "reject", "amount", "setting", "head", "common"}) {
    toml += fmt::format("{} = []\n", kind);
  }
  toml += "[[metric]]\nname = \"m\"\nphrases = [\"" + metric + "\"]\n";
  toml += "[[unit]]\nname = \"a\"\nkind = \"time\"\nphrases = [\"" + first + "\"]\n";
  toml += "[[unit]]\nname = \"b\"\nkind = \"time\"\nphrases = [\"" + second + "\"]\n";
  try {
    read_terms(toml, "", "");
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

TEST(ClaimLists, OnePhraseUnderTwoUnits_IsRefused) {
  EXPECT_EQ(mistake("speed", "(ms|milli seconds)", "s"), "");
  EXPECT_NE(mistake("speed", "(ms|s)", "(sec|s)"), "");
  EXPECT_NE(mistake("speed", "gpu [core] hours", "gpu hours"), "");
}

TEST(ClaimLists, AMetricThatIsAWordOfGrammar_IsRefused) {
  EXPECT_NE(mistake("(wer|per)", "ms", "s"), "");
  EXPECT_EQ(mistake("(wer|^^per)", "ms", "s"), "");
  EXPECT_EQ(mistake("per image", "ms", "s"), "");
}

}  // namespace
}  // namespace assay::identify::claim_wordings_test
