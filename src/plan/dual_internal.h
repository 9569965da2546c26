#pragma once
/// Numbers that carry their slopes by N variables (forward-mode differentiation): what is computed
/// with them has exact derivatives without a formula for each. Source: A. Griewank, A. Walther,
/// Evaluating Derivatives, 2nd ed., chapter 3.1. Threads: plain values.

#include <array>
#include <cmath>
#include <cstddef>

namespace assay::plan {

template <std::size_t N>
struct Dual {
  double value = 0;
  std::array<double, N> slope{};

  Dual() = default;
  explicit Dual(double constant) : value(constant) {}
  /// The variable at place `i`.
  static Dual variable(double at, std::size_t i) {
    Dual out(at);
    out.slope[i] = 1;
    return out;
  }
  /// A value whose slope is a * x.slope + b * y.slope.
  static Dual of(double value, double a, const Dual& x, double b, const Dual& y) {
    Dual out(value);
    for (std::size_t i = 0; i < N; ++i) {
      out.slope[i] = a * x.slope[i] + b * y.slope[i];
    }
    return out;
  }
  static Dual of(double value, double a, const Dual& x) { return of(value, a, x, 0, x); }

  friend Dual operator-(const Dual& x) { return of(-x.value, -1, x); }
  friend Dual operator+(const Dual& x, const Dual& y) { return of(x.value + y.value, 1, x, 1, y); }
  friend Dual operator-(const Dual& x, const Dual& y) { return of(x.value - y.value, 1, x, -1, y); }
  friend Dual operator*(const Dual& x, const Dual& y) {
    return of(x.value * y.value, y.value, x, x.value, y);
  }
  friend Dual operator/(const Dual& x, const Dual& y) {
    return of(x.value / y.value, 1 / y.value, x, -x.value / (y.value * y.value), y);
  }
  friend Dual operator+(const Dual& x, double c) { return of(x.value + c, 1, x); }
  friend Dual operator-(const Dual& x, double c) { return of(x.value - c, 1, x); }
  friend Dual operator-(double c, const Dual& x) { return of(c - x.value, -1, x); }
  friend Dual operator*(const Dual& x, double c) { return of(x.value * c, c, x); }
  friend Dual operator/(const Dual& x, double c) { return of(x.value / c, 1 / c, x); }
  friend Dual operator/(double c, const Dual& x) {
    return of(c / x.value, -c / (x.value * x.value), x);
  }
  friend Dual exp(const Dual& x) {
    const double power = std::exp(x.value);
    return of(power, power, x);
  }
  /// Requires x > 0.
  friend Dual pow(const Dual& x, const Dual& y) {
    const double power = std::pow(x.value, y.value);
    return of(power, y.value * power / x.value, x, power * std::log(x.value), y);
  }
};

template <std::size_t N>
double value(const Dual<N>& x) {
  return x.value;
}
inline double value(double x) {
  return x;
}

/// Within [low, high]; where it is cut off, without slope.
template <std::size_t N>
Dual<N> clamp(const Dual<N>& x, double low, double high) {
  return x.value < low ? Dual<N>(low) : x.value > high ? Dual<N>(high) : x;
}
inline double clamp(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}
/// For plain numbers, so that one formula serves both.
inline double exp(double x) {
  return std::exp(x);
}
inline double pow(double x, double y) {
  return std::pow(x, y);
}

}  // namespace assay::plan
