#pragma once
/// Random arguments for a lab's functions, as its lab.toml wishes. Threads: one thread.

#include "practice/labs/array.h"
#include "practice/labs/lab.h"

#include <cstdint>
#include <map>
#include <random>
#include <string>

namespace assay::practice {

/// Draws of lab.toml (A and B are numbers or sizes; "k-1" is one, too):
///   normal S            normal, standard deviation S
///   uniform A B         evenly from A to B
///   integers A B        whole numbers from A to B - 1
///   bits P              1 with probability P, else 0
///   probabilities       positive, the last axis adds up to 1
///   permutation         0..n-1 in any order
///   sorted A B          as uniform, ascending
///   constant A          A everywhere; identity: 1 on the diagonal of the last two axes, else 0
///   units               normal, then each row made one long
class Draw {
 public:
  Draw(const Lab& lab, std::uint64_t seed);

  /// Arguments of a function. `step` 0 takes the lowest size of each, later ones any up to the
  /// highest. `check` may put draws and sizes in the place of the lab's. Throws kInvalid.
  Values arguments(const std::string& function, std::size_t step = 1,
                   const CheckText* check = nullptr);
  /// The same with exactly these sizes, those not named being drawn.
  Values arguments_of(const std::string& function, std::map<std::string, std::size_t> sizes,
                      const CheckText* check = nullptr);

  double uniform();  ///< 0 <= x < 1
  double normal();
  std::size_t integer(std::size_t low, std::size_t high);  ///< Inclusive.
  Array normals(std::vector<std::size_t> shape, double scale = 1);

 private:
  Array make(const Slot& slot, const std::string& how,
             const std::map<std::string, std::size_t>& sizes);
  void fill(Array& array, const std::vector<std::string>& words,
            const std::map<std::string, std::size_t>& sizes);

  const Lab& lab_;
  std::mt19937_64 random_;
};

/// The sizes that a call's arguments have by the names of their shapes.
std::map<std::string, std::size_t> sizes_of(const Function& function, const Values& arguments);

}  // namespace assay::practice
