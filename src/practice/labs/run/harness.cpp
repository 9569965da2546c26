// Reads the calls of /in, runs the solution's functions, writes what they give (docs/labs.md: the
// protocol).
#include "harness.h"

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <new>
#include <sstream>

namespace {

std::size_t used = 0, peak = 0;

}  // namespace

void* operator new(std::size_t size) {
  auto* block = static_cast<std::size_t*>(std::malloc(size + 16));
  if (block == nullptr)
    throw std::bad_alloc();
  *block = size;
  used += size;
  if (used > peak)
    peak = used;
  return block + 2;
}
void operator delete(void* pointer) noexcept {
  if (pointer == nullptr)
    return;
  auto* block = static_cast<std::size_t*>(pointer) - 2;
  used -= *block;
  std::free(block);
}
void operator delete(void* pointer, std::size_t) noexcept {
  operator delete(pointer);
}

namespace {

struct Loaded {
  std::vector<double> data;
  std::vector<std::size_t> shape;
};

// The next array of a file. Only what assay itself writes: version 1.0, little-endian, 8 bytes a
// number.
Loaded load(std::ifstream& file) {
  char start[10] = {};
  file.read(start, 10);
  std::string header(
      static_cast<unsigned char>(start[8]) + 256 * static_cast<unsigned char>(start[9]), ' ');
  file.read(header.data(), static_cast<std::streamsize>(header.size()));
  Loaded out;
  std::size_t at = header.find("'shape': (") + 10, count = 1;
  while (header[at] != ')') {
    char* end = nullptr;
    out.shape.push_back(std::strtoull(&header[at], &end, 10));
    count *= out.shape.back();
    at = static_cast<std::size_t>(end - header.data()) + 1;
  }
  out.data.resize(count);
  auto* bytes = reinterpret_cast<char*>(out.data.data());
  file.read(bytes, static_cast<std::streamsize>(8 * count));
  if (header.find("<i8") != std::string::npos) {
    for (double& one : out.data) {
      std::int64_t value;
      std::memcpy(&value, &one, 8);
      one = static_cast<double>(value);
    }
  }
  return out;
}

void save(std::ofstream& file, const double* data, std::size_t count,
          const std::vector<std::size_t>& shape) {
  std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (";
  for (std::size_t one : shape)
    header += std::to_string(one) + ",";
  header += "), }";
  header.append(64 - (10 + header.size() + 1) % 64, ' ').append("\n");
  const char start[10] = {'\x93',
                          'N',
                          'U',
                          'M',
                          'P',
                          'Y',
                          1,
                          0,
                          static_cast<char>(header.size() & 255),
                          static_cast<char>(header.size() >> 8)};
  file.write(start, 10);
  file << header;
  file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(8 * count));
}

double read_clock(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Of this program alone: what else runs on the machine does not count. With a limit on it the
// process's clock goes by ticks of up to 10 ms, so that it only counts for further threads.
double processor_seconds() {
  return std::max(read_clock(CLOCK_THREAD_CPUTIME_ID), read_clock(CLOCK_PROCESS_CPUTIME_ID) - 0.01);
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += static_cast<unsigned char>(c) < 32 ? ' ' : c;
  }
  return out + "\"";
}

// One line of calls.txt: function, number of arguments, then the shape of each result ("*": any
// length).
void answer(const std::string& line, std::ifstream& in, std::ofstream& out, std::ofstream& log) {
  std::istringstream words(line);
  std::string name, word;
  std::size_t arguments = 0;
  words >> name >> arguments;
  std::vector<Loaded> loaded;
  lab::Call call;
  for (std::size_t i = 0; i < arguments; ++i)
    loaded.push_back(load(in));
  for (const Loaded& one : loaded)
    call.in.push_back({one.data, one.shape});
  std::vector<Loaded> results;
  while (words >> word) {
    Loaded& one = results.emplace_back();
    if (word == "*")
      continue;
    std::size_t count = 1;
    std::istringstream axes(word);
    for (std::string axis; std::getline(axes, axis, ',');) {
      if (axis == "number")
        break;
      one.shape.push_back(std::stoull(axis));
      count *= one.shape.back();
    }
    one.data.assign(count, std::numeric_limits<double>::quiet_NaN());
  }
  for (Loaded& one : results)
    call.out.push_back({one.data, one.shape});
  call.lists.resize(results.size());
  std::string error = "\"no such function\"";
  const std::size_t before = used;
  peak = used;
  const double start = processor_seconds();
  for (std::size_t i = 0; i < lab::entry_count; ++i) {
    if (name != lab::entries[i].name)
      continue;
    error.clear();
    try {
      lab::entries[i].run(call);
    } catch (const std::exception& thrown) {
      error = quoted(thrown.what());
    } catch (...) {
      error = "\"it threw what is no std::exception\"";
    }
  }
  const double seconds = processor_seconds() - start;
  const std::size_t most = peak - before;
  if (!error.empty()) {
    log << "{\"error\":" << error << "}" << std::endl;
    return;
  }
  std::size_t counted = most;
  for (std::size_t i = 0; i < results.size(); ++i) {
    counted += 8 * results[i].data.size();
    if (!call.lists[i].empty() || (results[i].shape.empty() && results[i].data.empty())) {
      save(out, call.lists[i].data(), call.lists[i].size(), {call.lists[i].size()});
    } else {
      save(out, results[i].data.data(), results[i].data.size(), results[i].shape);
    }
  }
  out.flush();
  log << "{\"results\":" << results.size() << ",\"seconds\":" << seconds
      << ",\"peak_bytes\":" << counted << "}" << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string in = argc > 1 ? argv[1] : "/in", out = argc > 2 ? argv[2] : "/out";
  std::ifstream calls(in + "/calls.txt"), arguments(in + "/arguments.npy", std::ios::binary);
  std::ofstream log(out + "/answers.jsonl"), results(out + "/results.npy", std::ios::binary);
  for (std::string line; std::getline(calls, line);)
    answer(line, arguments, results, log);
}
