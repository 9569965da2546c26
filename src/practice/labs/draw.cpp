#include "practice/labs/draw.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::practice {
namespace {

constexpr std::size_t kMostElements = std::size_t{1} << 26;
constexpr double kTwoPi = 6.283185307179586;

double value_of(const std::vector<std::string>& words, std::size_t n,
                const std::map<std::string, std::size_t>& sizes) {
  if (n >= words.size()) {
    throw Error(Errc::kInvalid, "a draw lacks a number: \"" + join(words, " ") + "\"");
  }
  char* end = nullptr;
  const double number = std::strtod(words[n].c_str(), &end);
  return *end == '\0' ? number : static_cast<double>(shape_value(words[n], sizes));
}

/// Each run of `width` numbers made to add up to 1, or to be one long.
void normalise(Array& array, bool squares) {
  const std::size_t width = array.shape.empty() ? 1 : array.shape.back();
  for (std::size_t row = 0; width > 0 && row < array.size(); row += width) {
    double total = 0;
    for (std::size_t i = row; i < row + width; ++i) {
      total += squares ? array.data[i] * array.data[i] : array.data[i];
    }
    for (std::size_t i = row; i < row + width; ++i) {
      array.data[i] /= squares ? std::sqrt(total) : total;
    }
  }
}

}  // namespace

Draw::Draw(const Lab& lab, std::uint64_t seed) : lab_(lab), random_(seed * 7919 + 17) {}

// The standard's distributions may differ from one library to the next; these do not.
double Draw::uniform() {
  return static_cast<double>(random_() >> 11) * 0x1p-53;
}

double Draw::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(kTwoPi * uniform());
}

std::size_t Draw::integer(std::size_t low, std::size_t high) {
  return low + random_() % (high - low + 1);
}

Array Draw::normals(std::vector<std::size_t> shape, double scale) {
  Array out = Array::zeros(std::move(shape));
  for (double& value : out.data) {
    value = scale * normal();
  }
  return out;
}

void Draw::fill(Array& array, const std::vector<std::string>& words,
                const std::map<std::string, std::size_t>& sizes) {
  const std::string& kind = words.front();
  const auto a = [&] { return value_of(words, 1, sizes); };
  const auto b = [&] { return value_of(words, 2, sizes); };
  if (kind == "permutation") {
    std::iota(array.data.begin(), array.data.end(), 0.0);
    for (std::size_t i = array.size(); i > 1; --i) {
      std::swap(array.data[i - 1], array.data[integer(0, i - 1)]);
    }
    return;
  }
  if (kind == "identity") {
    const std::size_t columns = array.shape.empty() ? 1 : array.shape.back();
    const std::size_t rows = array.shape.size() < 2 ? 1 : array.shape[array.shape.size() - 2];
    for (std::size_t i = 0; i < array.size(); ++i) {
      array.data[i] = i % columns == i / columns % rows ? 1 : 0;
    }
    return;
  }
  for (double& value : array.data) {
    if (kind == "normal") {
      value = a() * normal();
    } else if (kind == "uniform" || kind == "sorted") {
      value = a() + (b() - a()) * uniform();
    } else if (kind == "integers") {
      value = a() + std::floor((b() - a()) * uniform());
    } else if (kind == "bits") {
      value = uniform() < a() ? 1 : 0;
    } else if (kind == "probabilities") {
      value = std::exp(normal());
    } else if (kind == "units") {
      value = normal();
    } else if (kind == "constant") {
      value = a();
    } else {
      throw Error(Errc::kInvalid, "no such draw: \"" + kind + "\"");
    }
  }
  if (kind == "sorted") {
    std::sort(array.data.begin(), array.data.end());
  } else if (kind == "probabilities" || kind == "units") {
    normalise(array, kind == "units");
  }
}

Array Draw::make(const Slot& slot, const std::string& how,
                 const std::map<std::string, std::size_t>& sizes) {
  Array array;
  double count = 1;
  for (const std::string& one : slot.shape) {
    array.shape.push_back(shape_value(one, sizes));
    count *= static_cast<double>(array.shape.back());
  }
  if (count > static_cast<double>(kMostElements)) {
    throw Error(Errc::kLimit, "an argument of a check is too large: " + slot.name);
  }
  array.data.resize(static_cast<std::size_t>(count));
  std::vector<std::string> words;
  for (const std::string_view word : split(how, ' ')) {
    if (!word.empty()) {
      words.emplace_back(word);
    }
  }
  if (words.empty()) {
    throw Error(Errc::kInvalid, "an argument has an empty draw: " + slot.name);
  }
  array.integers = words.front() == "integers" || words.front() == "permutation" ||
                   (words.front() == "constant" && slot.draw.rfind("integers", 0) == 0);
  fill(array, words, sizes);
  return array;
}

Values Draw::arguments(const std::string& function, std::size_t step, const CheckText* check) {
  std::map<std::string, std::size_t> sizes;
  const auto take = [&](const Sizes& from) {
    for (const auto& [name, bounds] : from) {
      sizes[name] = step == 0 ? bounds.first : integer(bounds.first, bounds.second);
    }
  };
  take(lab_.sizes);
  if (check != nullptr) {
    take(check->sizes);
  }
  return arguments_of(function, std::move(sizes), check);
}

Values Draw::arguments_of(const std::string& function, std::map<std::string, std::size_t> sizes,
                          const CheckText* check) {
  for (const Sizes* from : {check == nullptr ? &lab_.sizes : &check->sizes, &lab_.sizes}) {
    for (const auto& [name, bounds] : *from) {
      sizes.emplace(name, integer(bounds.first, bounds.second));
    }
  }
  const Function* found = lab_.find_function(function);
  if (found == nullptr) {
    throw Error(Errc::kInvalid, "the lab has no function " + function);
  }
  Values out;
  for (const Slot& slot : found->arguments) {
    const std::string* how = &slot.draw;
    if (check != nullptr) {
      if (const auto other = check->draws.find(slot.name); other != check->draws.end()) {
        how = &other->second;
      }
    }
    out.push_back(make(slot, *how, sizes));
  }
  return out;
}

std::map<std::string, std::size_t> sizes_of(const Function& function, const Values& arguments) {
  std::map<std::string, std::size_t> sizes;
  for (std::size_t i = 0; i < function.arguments.size() && i < arguments.size(); ++i) {
    const Slot& slot = function.arguments[i];
    for (std::size_t axis = 0; axis < slot.shape.size() && axis < arguments[i].shape.size();
         ++axis) {
      sizes.emplace(slot.shape[axis], arguments[i].shape[axis]);
    }
    // A number that is a size, such as how many groups there are.
    if (slot.shape.empty() && arguments[i].size() == 1 && arguments[i].value() >= 0 &&
        arguments[i].value() < 1e9) {
      sizes.emplace(slot.name, static_cast<std::size_t>(arguments[i].value()));
    }
  }
  return sizes;
}

}  // namespace assay::practice
