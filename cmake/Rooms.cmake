# assay_room(NAME SOURCES ... ROOMS lower rooms ... LINK third-party targets ...)
# One static library a room. A room sees only what it names, so a wrong arrow does not link;
# tests/house_test.py reads the includes as well.
function(assay_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;ROOMS;LINK" ${ARGN})
  add_library(assay_${name} STATIC ${ROOM_SOURCES})
  add_library(assay::${name} ALIAS assay_${name})
  target_include_directories(assay_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM ROOM_ROOMS PREPEND assay::)
  target_link_libraries(assay_${name} PUBLIC ${ROOM_ROOMS} PRIVATE ${ROOM_LINK} assay_flags)
  assay_headers_alone(assay_${name})
endfunction()

# assay_headers_alone(TARGET): with ASSAY_HEADERS, compiles each header of the folder by itself, so that none leans on what
# its includers happen to include. The sources are generated; they take the flags and includes of TARGET.
function(assay_headers_alone target)
  if(NOT ASSAY_HEADERS)
    return()
  endif()
  get_filename_component(room ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.h)
  set(sources)
  foreach(header ${headers})
    set(source ${CMAKE_CURRENT_BINARY_DIR}/alone/${header}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${room}/${header}\"\n")
    list(APPEND sources ${source})
  endforeach()
  add_library(${target}_headers OBJECT ${sources})
  target_include_directories(${target}_headers PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
  target_link_libraries(${target}_headers PRIVATE $<TARGET_PROPERTY:${target},LINK_LIBRARIES>)
endfunction()

# assay_embed(NAME FILE SYMBOL): puts the bytes of FILE into room NAME as
# extern "C" const char SYMBOL_begin[], SYMBOL_end[].
function(assay_embed name file symbol)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  get_filename_component(absolute ${file} ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
  file(WRITE ${out}
    ".section .rodata\n.global ${symbol}_begin\n.global ${symbol}_end\n.balign 16\n${symbol}_begin:\n"
    ".incbin \"${absolute}\"\n${symbol}_end:\n.byte 0\n.section .note.GNU-stack,\"\",@progbits\n")
  set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS ${absolute})
  target_sources(assay_${name} PRIVATE ${out})
endfunction()

# assay_test(NAME SOURCES ... ROOMS ... LINK ...): a GoogleTest program registered test by test.
function(assay_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;ROOMS;LINK" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  list(TRANSFORM TEST_ROOMS PREPEND assay::)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE ASSAY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${TEST_ROOMS} ${TEST_LINK} GTest::gtest_main assay_flags)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
endfunction()

# assay_embed_folder(NAME FOLDER SYMBOL): puts every file beneath FOLDER into room NAME as a table of SYMBOL_count entries
# {path within FOLDER, begin, end} at SYMBOL.
function(assay_embed_folder name folder symbol)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/${folder} ${PROJECT_SOURCE_DIR}/${folder}/*)
  list(SORT files)
  set(bytes ".section .rodata\n")
  set(table ".section .data.rel.ro,\"aw\"\n.balign 8\n.global ${symbol}\n${symbol}:\n")
  set(n 0)
  set(absolutes)
  foreach(file ${files})
    set(absolute ${PROJECT_SOURCE_DIR}/${folder}/${file})
    list(APPEND absolutes ${absolute})
    string(APPEND bytes ".Lname${n}: .asciz \"${file}\"\n.Lbegin${n}: .incbin \"${absolute}\"\n.Lend${n}: .byte 0\n")
    string(APPEND table ".quad .Lname${n}, .Lbegin${n}, .Lend${n}\n")
    math(EXPR n "${n} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT
    "${bytes}.balign 8\n.global ${symbol}_count\n${symbol}_count: .quad ${n}\n${table}.section .note.GNU-stack,\"\",@progbits\n")
  set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS "${absolutes}")
  target_sources(assay_${name} PRIVATE ${out})
endfunction()
