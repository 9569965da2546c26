#include "practice/labs/lab.h"

#include "base/error.h"
#include "base/text.h"
#include "practice/toml_reader_internal.h"

#include <algorithm>
#include <array>

namespace assay::practice {
namespace {

constexpr std::array<std::string_view, 7> kKinds = {
    "value", "gradient", "invariant", "stability", "statistics", "cost", "speed"};
constexpr std::size_t kMostSize = 1'000'000;

constexpr const char* kGuide = "docs/labs.md has every key";

[[noreturn]] void refuse(const toml::node& node, const std::string& what) {
  refuse_toml(node, what, kGuide);
}

std::size_t size_of(const toml::node& node) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < 0 || *value > static_cast<std::int64_t>(kMostSize)) {
    refuse(node, "a size is a whole number up to a million");
  }
  return static_cast<std::size_t>(*value);
}

Sizes read_sizes(const toml::table* table) {
  Sizes sizes;
  if (table == nullptr) {
    return sizes;
  }
  for (const auto& [key, value] : *table) {
    const toml::array* pair = value.as_array();
    if (pair == nullptr) {
      const std::size_t one = size_of(value);
      sizes[std::string(key.str())] = {one, one};
      continue;
    }
    if (pair->size() != 2 || size_of((*pair)[0]) > size_of((*pair)[1])) {
      refuse(value, "a size is a number, or its lowest and highest value");
    }
    sizes[std::string(key.str())] = {size_of((*pair)[0]), size_of((*pair)[1])};
  }
  return sizes;
}

std::vector<Slot> read_slots(TomlReader& reader, const char* key, bool drawn) {
  std::vector<Slot> slots;
  for (const toml::table* table : reader.tables(key)) {
    TomlReader one(*table, kGuide);
    Slot slot;
    slot.name = one.required("name");
    slot.shape = one.texts("shape");
    slot.about = one.text("about");
    slot.draw = drawn ? one.text("draw", "normal 1") : std::string();
    if (drawn && one.node("option") != nullptr) {
      slot.option = one.number("option", 0, -1e9, 1e9);
      if (!slot.shape.empty()) {
        refuse(*table, "an option is a number");
      }
    }
    one.finish();
    slots.push_back(std::move(slot));
  }
  return slots;
}

CheckText read_check(const toml::table& table, const Lab& lab) {
  TomlReader reader(table, kGuide);
  CheckText check;
  check.kind = reader.required("kind");
  check.function = reader.required("function");
  check.name = reader.text("name", check.function + ": " + check.kind);
  check.of = reader.text("of");
  check.teach = reader.text("teach");
  check.sizes = read_sizes(reader.table("sizes"));
  check.cases = static_cast<std::size_t>(reader.number("cases", 6, 1, 100));
  check.tolerance = reader.number("tolerance", check.kind == "gradient" ? 1e-5 : 1e-7, 0, 1);
  check.grow = reader.text("grow");
  for (const toml::node* one : reader.nodes("steps")) {
    check.steps.push_back(size_of(*one));
  }
  check.measure = reader.text("measure", "memory");
  check.exponent = reader.number("exponent", 1.3, 0, 10);
  check.alpha = reader.number("alpha", 1e-6, 0, 0.1);
  if (const toml::table* draws = reader.table("draw")) {
    for (const auto& [key, value] : *draws) {
      check.draws[std::string(key.str())] = value.value_or(std::string());
    }
  }
  reader.finish();
  if (std::find(kKinds.begin(), kKinds.end(), check.kind) == kKinds.end()) {
    refuse(table, "\"" + check.kind + "\" is no kind of check");
  }
  const Function* known = lab.find_function(check.function);
  if (known == nullptr || (check.kind == "gradient" && lab.find_function(check.of) == nullptr)) {
    refuse(table, "a check names a function that the lab does not have");
  }
  if (check.kind == "statistics" &&
      std::none_of(known->arguments.begin(), known->arguments.end(),
                   [&](const Slot& slot) { return slot.name == check.of; })) {
    refuse(table, "a check of statistics names the argument with the probabilities by \"of\"");
  }
  if (check.kind == "cost" &&
      (check.steps.size() < 3 || (check.measure != "memory" && check.measure != "time"))) {
    refuse(table, "a check of cost has three steps and measures memory or time");
  }
  return check;
}

void read_functions(TomlReader& reader, Lab& lab) {
  for (const toml::table* table : reader.tables("function")) {
    TomlReader one(*table, kGuide);
    Function function;
    function.name = one.required("name");
    function.about = one.text("about");
    function.arguments = read_slots(one, "arguments", true);
    function.results = read_slots(one, "results", false);
    one.finish();
    if (function.results.empty()) {
      refuse(*table, "a function has at least one result");
    }
    lab.functions.push_back(std::move(function));
  }
  if (lab.functions.empty()) {
    throw Error(Errc::kInvalid, "the lab has no [[function]]", lab.name + "/lab.toml");
  }
}

bool is_option(const Lab& lab, std::string_view name) {
  for (const Function& function : lab.functions) {
    for (const Slot& slot : function.arguments) {
      if (slot.name == name && slot.option) {
        return true;
      }
    }
  }
  return false;
}

/// The implementations to mend that a folder has, by language.
std::map<std::string, std::string> starters_of(const LabFiles& files, const std::string& stem) {
  std::map<std::string, std::string> out;
  for (const auto& [end, language] : {std::pair{".py", "python"}, {".cpp", "cpp"}}) {
    if (const auto found = files.find(stem + end); found != files.end()) {
      out[language] = found->second;
    }
  }
  return out;
}

/// A form with an implementation to mend, where the folder has one.
void read_repair(const LabFiles& files, Lab& lab) {
  Variant repair{"repair",
                 "In this form you are handed an implementation with one mistake in it. Find it by "
                 "what the checks say, and mend it with as small a change as you can."};
  repair.starters = starters_of(files, "repair");
  if (!repair.starters.empty()) {
    lab.variants.push_back(std::move(repair));
  }
}

/// A form with an implementation whose numbers are right, and which lost a property.
void read_restore(TomlReader& reader, const LabFiles& files, Lab& lab) {
  const toml::table* table = reader.table("restore");
  if (table == nullptr) {
    return;
  }
  TomlReader one(*table, kGuide);
  Variant restore{"restore",
                  "In this form you are handed an implementation that gives the right numbers on "
                  "ordinary inputs, and has lost a property: " +
                      one.required("property") +
                      " Restore it where it was lost, and keep what is right."};
  restore.lost = one.texts("lost");
  one.finish();
  restore.starters = starters_of(files, "restore");
  if (restore.lost.empty() || restore.starters.empty()) {
    refuse(*table, "[restore] names the checks that are lost, and restore.py lies beside it");
  }
  lab.variants.push_back(std::move(restore));
}

/// Checks that forms speak of exist; so late since they come last.
void find_checks(const toml::node& node, const Lab& lab) {
  for (const Variant& variant : lab.variants) {
    for (const auto& taught : variant.teach) {
      const std::string& name = taught.first;  // clang 14 captures no structured binding
      if (std::none_of(lab.checks.begin(), lab.checks.end(),
                       [&](const CheckText& one) { return one.name == name; })) {
        refuse(node,
               "the form " + variant.name + " teaches of \"" + name + "\", which is no check");
      }
    }
  }
}

void read_variants(TomlReader& reader, const LabFiles& files, Lab& lab) {
  lab.variants.push_back({"plain", ""});
  for (const toml::table* table : reader.tables("variant")) {
    TomlReader one(*table, kGuide);
    Variant variant{one.required("name"), one.required("about")};
    if (const toml::table* options = one.table("set")) {
      for (const auto& [key, value] : *options) {
        const std::string name(key.str());
        if (!value.is_number() || !is_option(lab, name)) {
          refuse(value, "\"" + name + "\" is no argument with an option, or not set to a number");
        }
        variant.options[name] = value.value_or(0.0);
      }
    }
    if (const toml::table* teach = one.table("teach")) {
      for (const auto& [key, value] : *teach) {
        variant.teach[std::string(key.str())] = value.value_or(std::string());
      }
    }
    one.finish();
    if (lab.find_variant(variant.name) != nullptr) {
      refuse(*table, "there are two forms of that name");
    }
    lab.variants.push_back(std::move(variant));
  }
  read_repair(files, lab);
  read_restore(reader, files, lab);
  const auto has_matrix = [](const std::vector<Slot>& slots) {
    return std::any_of(slots.begin(), slots.end(),
                       [](const Slot& slot) { return slot.shape.size() > 1; });
  };
  if (std::any_of(lab.functions.begin(), lab.functions.end(), [&](const Function& function) {
        return has_matrix(function.arguments) || has_matrix(function.results);
      })) {
    lab.variants.push_back(
        {"turned",
         "In this form every array of two or more axes is handed over with its axes in reverse "
         "order, and is to be given back so: what the statement calls x[i, j] is x[j, i] here."});
  }
}

/// README.md: "### 1", "### 2", … under "## Hints" are hints, all else is the statement.
void read_statement(const std::string& readme, Lab& lab) {
  bool hints = false;
  for (const std::string_view line : split(readme, '\n')) {
    if (line.substr(0, 3) == "## ") {
      hints = trim(line.substr(3)) == "Hints";
      if (hints) {
        continue;
      }
    }
    if (!hints) {
      lab.statement.append(line).append("\n");
    } else if (line.substr(0, 4) == "### ") {
      lab.hints.emplace_back();
    } else if (!lab.hints.empty()) {
      lab.hints.back().append(line).append("\n");
    }
  }
  for (std::string& hint : lab.hints) {
    hint = std::string(trim(hint));
  }
}

void read_head(TomlReader& reader, Lab& lab) {
  lab.title = reader.required("title");
  lab.works = reader.texts("works");
  lab.requires_labs = reader.texts("requires");
  lab.confused = reader.texts("confused_with");
  lab.topics = reader.texts("topics");
  reader.text("track");
  lab.minutes = static_cast<int>(reader.number("minutes", 30, 1, 600));
  lab.level = reader.text("level", "working");
  lab.sizes = read_sizes(reader.table("sizes"));
  for (const toml::table* table : reader.tables("card")) {
    TomlReader one(*table, kGuide);
    lab.cards.emplace_back(one.required("front"), one.required("back"));
    one.finish();
  }
  if (const toml::table* limits = reader.table("limits")) {
    TomlReader one(*limits, kGuide);
    lab.limits.seconds = one.number("seconds", 10, 1, 120);
    lab.limits.memory_mb = static_cast<std::size_t>(one.number("memory_mb", 1024, 128, 16384));
    one.finish();
  }
}

std::string file_of(const LabFiles& files, const char* name) {
  const auto found = files.find(name);
  return found == files.end() ? std::string() : found->second;
}

}  // namespace

const Function* Lab::find_function(std::string_view name_of) const {
  const auto found = std::find_if(functions.begin(), functions.end(),
                                  [&](const Function& one) { return one.name == name_of; });
  return found == functions.end() ? nullptr : &*found;
}

const Variant* Lab::find_variant(std::string_view name_of) const {
  const auto found = std::find_if(variants.begin(), variants.end(),
                                  [&](const Variant& one) { return one.name == name_of; });
  return found == variants.end() ? nullptr : &*found;
}

Lab parse_lab(const std::string& name, const LabFiles& files) {
  Lab lab;
  lab.name = name;
  const toml::table table = parse_toml(file_of(files, "lab.toml"), name + "/lab.toml");
  TomlReader reader(table, kGuide);
  read_head(reader, lab);
  read_functions(reader, lab);
  read_variants(reader, files, lab);
  for (const toml::table* one : reader.tables("check")) {
    lab.checks.push_back(read_check(*one, lab));
  }
  find_checks(table, lab);
  reader.finish();
  read_statement(file_of(files, "README.md"), lab);
  lab.reference_python = file_of(files, "reference.py");
  return lab;
}

std::size_t shape_value(const std::string& text, const std::map<std::string, std::size_t>& sizes) {
  if (const auto whole = sizes.find(text); whole != sizes.end()) {
    return whole->second;  // "2*h", where an argument has that axis
  }
  long long total = 0;
  std::size_t at = 0;
  char sign = '+';
  while (true) {
    const std::size_t end = std::min(text.find_first_of("+-*", at), text.size());
    const std::string word = text.substr(at, end - at);
    long long value = 0;
    if (!word.empty() && word.find_first_not_of("0123456789") == std::string::npos &&
        word.size() < 10) {
      value = std::stoll(word);
    } else if (const auto found = sizes.find(word); found != sizes.end()) {
      value = static_cast<long long>(found->second);
    } else {
      throw Error(Errc::kInvalid, "a shape names \"" + word + "\", which is no size");
    }
    total = sign == '+' ? total + value : sign == '-' ? total - value : total * value;
    if (end == text.size()) {
      break;
    }
    sign = text[end];
    at = end + 1;
  }
  if (total < 0) {
    throw Error(Errc::kInvalid, "the shape \"" + text + "\" falls below 0");
  }
  return static_cast<std::size_t>(total);
}

Lab lab_in_form(Lab lab, const Variant& variant) {
  for (Function& function : lab.functions) {
    for (Slot& slot : function.arguments) {
      if (slot.option) {
        const auto set = variant.options.find(slot.name);
        slot.draw =
            "constant " + std::to_string(set == variant.options.end() ? *slot.option : set->second);
      }
    }
  }
  for (CheckText& check : lab.checks) {
    if (const auto told = variant.teach.find(check.name); told != variant.teach.end()) {
      check.teach = told->second;
    }
  }
  return lab;
}

Lab lab_as_seen(Lab lab, const Variant& variant) {
  for (Function& function : lab.functions) {
    std::vector<Slot>& slots = function.arguments;
    slots.erase(std::remove_if(slots.begin(), slots.end(),
                               [](const Slot& slot) { return slot.option.has_value(); }),
                slots.end());
    for (std::vector<Slot>* all : {&function.arguments, &function.results}) {
      for (Slot& slot : *all) {
        if (variant.name == "turned") {
          std::reverse(slot.shape.begin(), slot.shape.end());
        }
      }
    }
  }
  return lab;
}

}  // namespace assay::practice
