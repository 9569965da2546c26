// What a solution in C++ works with: views of double, row after row.
// The guard serves besides: a precompiled header is no longer the file that "once" knows.
#pragma once
#ifndef ASSAY_LAB_H
#define ASSAY_LAB_H
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace lab {

// Thrown by what is not written yet.
struct NotWritten : std::runtime_error {
  explicit NotWritten(const char* name)
      : std::runtime_error(std::string("not written yet: ") + name) {}
};

// A span of numbers with a shape: x[i] counts through all, x(i, j) goes by axes. Bounds are
// checked.
template <typename T>
struct View {
  std::span<T> data;
  std::vector<std::size_t> shape;

  std::size_t size() const { return data.size(); }
  std::size_t dim(std::size_t axis) const { return shape.at(axis); }
  T& operator[](std::size_t i) const { return data[check(i, data.size())]; }
  T& operator()(std::size_t i) const { return (*this)[i]; }
  T& operator()(std::size_t i, std::size_t j) const {
    return data[check(i, dim(0)) * dim(1) + check(j, dim(1))];
  }
  T& operator()(std::size_t i, std::size_t j, std::size_t k) const {
    return data[(check(i, dim(0)) * dim(1) + check(j, dim(1))) * dim(2) + check(k, dim(2))];
  }
  T& operator()(std::size_t i, std::size_t j, std::size_t k, std::size_t l) const {
    return data[((check(i, dim(0)) * dim(1) + check(j, dim(1))) * dim(2) + check(k, dim(2))) *
                    dim(3) +
                check(l, dim(3))];
  }

 private:
  static std::size_t check(std::size_t i, std::size_t end) {
    if (i >= end) {
      throw std::out_of_range("index " + std::to_string(i) + " of an axis of " +
                              std::to_string(end) + ": they begin at 0");
    }
    return i;
  }
};
using In = View<const double>;
using Out = View<double>;

}  // namespace lab
#endif
