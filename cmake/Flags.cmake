# Warnings, sanitizers and hardening as interface targets, linked privately by every room.
add_library(assay_flags INTERFACE)
target_compile_options(assay_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Woverloaded-virtual -Wnon-virtual-dtor -Wimplicit-fallthrough -Wformat=2 -Wundef
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wlogical-op;-Wuseless-cast>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  $<$<BOOL:${ASSAY_WERROR}>:-Werror>)
if(CMAKE_UNITY_BUILD)
  # Presets asan and tsan compile several files as one. That a name of one file hides that of a neighbour, and that a public
  # class holds a type of its own file, is no fault; the other presets have both warnings on for each file by itself.
  target_compile_options(assay_flags INTERFACE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
target_compile_definitions(assay_flags INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)

if(ASSAY_SANITIZE)
  # -Og -g1 compiles in half the time of -O1 -g; a report still names functions, files and lines.
  target_compile_options(assay_flags INTERFACE
    -fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -Og -g1)
  target_link_options(assay_flags INTERFACE -fsanitize=${ASSAY_SANITIZE})
  if(ASSAY_SANITIZE MATCHES "address")
    # At a place of its own the program would relocate the description of each global, millions of them, at each start:
    # half of the time of a start and a third of its memory, thousands of times in ./test.
    target_link_options(assay_flags INTERFACE $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-no-pie>)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(assay_flags INTERFACE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  target_link_options(assay_flags INTERFACE -Wl,-z,relro,-z,now)
endif()
if(ASSAY_COVERAGE)
  target_compile_options(assay_flags INTERFACE --coverage)
  target_link_options(assay_flags INTERFACE --coverage)
endif()
if(ASSAY_IPO)
  include(CheckIPOSupported)
  check_ipo_supported(RESULT assay_ipo_ok LANGUAGES CXX)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ${assay_ipo_ok})
endif()
