// Between the harness and the file that is made for a lab: its functions by name.
#pragma once
#ifndef ASSAY_LAB_HARNESS_H
#define ASSAY_LAB_HARNESS_H
#include "lab.h"

namespace lab {

struct Call {
  std::vector<In> in;
  std::vector<Out> out;
  std::vector<std::vector<double>> lists;  // of any length, at the place of their result
};
struct Entry {
  const char* name;
  void (*run)(Call&);
};
extern const Entry entries[];
extern const std::size_t entry_count;

}  // namespace lab
#endif
