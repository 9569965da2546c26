#include "base/text.h"
#include "practice/labs/lab.h"

#include <fmt/format.h>

namespace assay::practice {
namespace {

constexpr std::size_t kColumns = 88;

std::string shape_text(const Slot& slot) {
  return slot.shape.empty() ? "number" : "(" + join(slot.shape, ", ") + ")";
}

std::string slot_line(const Slot& slot) {
  const std::string whole = slot.draw.rfind("integers", 0) == 0 ? ", whole numbers" : "";
  return fmt::format("{}: {}{}{}", slot.name, shape_text(slot), whole,
                     slot.about.empty() ? "" : ": " + slot.about);
}

std::string commented(const std::string& text, const std::string& mark) {
  std::string out;
  for (const std::string& line : wrap(text, kColumns)) {
    out += fmt::format("{} {}\n", mark, line);
  }
  return out;
}

std::string python_text(const Function& function) {
  std::vector<std::string> names;
  for (const Slot& slot : function.arguments) {
    names.push_back(slot.name);
  }
  std::string out = fmt::format("def {}({}):\n    \"\"\"{}\n\n", function.name, join(names, ", "),
                                function.about);
  for (const Slot& slot : function.arguments) {
    out += "    " + slot_line(slot) + "\n";
  }
  names.clear();
  for (const Slot& slot : function.results) {
    out += "    returns " + slot_line(slot) + "\n";
    names.push_back(slot.name);
  }
  return out +
         fmt::format("    \"\"\"\n    raise NotImplementedError(\"write {}\")\n", function.name);
}

std::string cpp_text(const Function& function) {
  std::string out = commented(function.about, "///");
  std::vector<std::string> parameters;
  for (const Slot& slot : function.arguments) {
    out += "/// " + slot_line(slot) + "\n";
    parameters.push_back((slot.shape.empty() ? "double " : "lab::In ") + slot.name);
  }
  for (const Slot& slot : function.results) {
    out += "/// writes " + slot_line(slot) + "\n";
    parameters.push_back((slot.any_length()    ? "std::vector<double>& "
                          : slot.shape.empty() ? "double& "
                                               : "lab::Out ") +
                         slot.name);
  }
  return out + fmt::format("void {}({}) {{\n  throw lab::NotWritten(\"{}\");\n}}\n", function.name,
                           join(parameters, ", "), function.name);
}

}  // namespace

std::string starter_text(const Lab& lab, const Variant& variant, const std::string& language) {
  const bool python = language == "python";
  const std::string mark = python ? "#" : "//";
  std::string out = commented(lab.title +
                                  ". README.md says what to write; `assay lab check` "
                                  "tells whether it is right, `assay lab hint` helps.",
                              mark);
  if (!variant.about.empty()) {
    out += commented(variant.about, mark);
  }
  if (const auto broken = variant.starters.find(language); broken != variant.starters.end()) {
    return out + broken->second;
  }
  out += python ? "import numpy as np\n"
                : "#include \"lab.h\"\n\n#include <cmath>\n#include <vector>\n";
  // Shapes are those of the statement: a form tells above what it changes.
  for (const Function& function : lab_as_seen(lab, {"plain", ""}).functions) {
    out += (python ? "\n\n" : "\n") + (python ? python_text(function) : cpp_text(function));
  }
  return out;
}

}  // namespace assay::practice
