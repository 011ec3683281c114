# Flags live here and nowhere else.
#
# What keeps a build short, in order of what it saves:
#   - several sources are compiled as one (CMAKE_UNITY_BUILD in the presets): headers are read once a batch;
#   - the headers of others are read once a kind of target (the precompiled_* libraries below);
#   - debug information is line tables and no more, tests are not optimised.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
if(LEADLINE_FUZZ)
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1") # what the sanitizers add makes a build long enough
endif()

add_library(project_options INTERFACE)
target_compile_features(project_options INTERFACE cxx_std_23)
target_include_directories(project_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(project_options INTERFACE -Wall -Wextra -Wpedantic $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
  $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local> -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-qual -Wno-missing-field-initializers $<$<BOOL:${LEADLINE_WERROR}>:-Werror>)
if(CMAKE_UNITY_BUILD)
  # Every unnamed namespace of a batch looks like one of a header to the first; the others misread the strings of
  # GCC 12's own library once they are inlined (PR 105329, 105651, 106199).
  target_compile_options(project_options INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage;-Wno-restrict;-Wno-stringop-overflow;-Wno-array-bounds>)
endif()
if(LEADLINE_ASSERTS)
  # RelWithDebInfo defines NDEBUG; asserts state what must hold, so the developer builds keep them.
  target_compile_options(project_options INTERFACE -UNDEBUG)
endif()
if(LEADLINE_SANITIZE)
  target_compile_options(project_options INTERFACE -fsanitize=${LEADLINE_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(project_options INTERFACE -fsanitize=${LEADLINE_SANITIZE})
endif()
find_program(MOLD mold)
if(MOLD)
  target_link_options(project_options INTERFACE -fuse-ld=mold)
endif()

add_library(qt_options INTERFACE)
target_compile_definitions(qt_options INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_FOREACH
  QT_DISABLE_DEPRECATED_BEFORE=0x060400)

# A library of one empty source whose precompiled header others reuse. A compiler takes such a header only into targets
# of the same flags: one for plain rooms, one for those with Qt (which adds -fPIC), one for each kind of test.
set(standard_headers <algorithm> <array> <chrono> <cmath> <cstdint> <deque> <expected> <functional> <limits>
  <map> <memory> <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <vector>)
function(add_precompiled NAME)
  cmake_parse_arguments(ARG "" "" "HEADERS;LINKS" ${ARGN})
  set(SOURCE ${PROJECT_BINARY_DIR}/precompiled/${NAME}.cpp)
  if(NOT EXISTS ${SOURCE})
    file(WRITE ${SOURCE} "// Its precompiled header is what this library is for.\n")
  endif()
  add_library(precompiled_${NAME} STATIC EXCLUDE_FROM_ALL ${SOURCE})
  target_link_libraries(precompiled_${NAME} PRIVATE project_options ${ARG_LINKS})
  target_precompile_headers(precompiled_${NAME} PRIVATE ${ARG_HEADERS})
endfunction()

set(qt_headers <QCoreApplication> <QDateTime> <QObject> <QString> <QStringList> <QTimer> <QVariant> <QUrl>)
set(widget_headers <QAbstractTableModel> <QHBoxLayout> <QLabel> <QPainter> <QPushButton> <QTableView> <QVBoxLayout>
  <QWidget>)
add_precompiled(plain HEADERS ${standard_headers})
add_precompiled(json HEADERS ${standard_headers} <simdjson.h> LINKS simdjson::simdjson)
add_precompiled(qt HEADERS ${standard_headers} ${qt_headers} LINKS qt_options Qt6::Core)
add_precompiled(widgets HEADERS ${standard_headers} ${qt_headers} ${widget_headers} LINKS qt_options Qt6::Widgets)

# add_engine_library(book SOURCES order_book.h order_book.cpp USES core LINKS simdjson::simdjson)
#   NAME  the folder below engine/, the namespace and the target, one word for all three; of a room in a room,
#         sim/exchange, the target is sim_exchange
#   USES  the rooms this one may include; a test compares this line with the includes
#   LINKS libraries that are not ours
#   HEADERS which precompiled header: plain (as is), json, qt (with QT as is)
function(add_engine_library NAME)
  cmake_parse_arguments(ARG "QT" "HEADERS" "SOURCES;USES;LINKS" ${ARGN})
  string(REPLACE "/" "_" NAME ${NAME})
  string(REPLACE "/" "_" ARG_USES "${ARG_USES}")
  add_library(${NAME} STATIC ${ARG_SOURCES})
  add_library(engine::${NAME} ALIAS ${NAME})
  target_link_libraries(${NAME} PUBLIC project_options)
  foreach(ROOM IN LISTS ARG_USES)
    target_link_libraries(${NAME} PUBLIC engine::${ROOM})
  endforeach()
  if(ARG_QT)
    target_link_libraries(${NAME} PUBLIC qt_options)
    set_target_properties(${NAME} PROPERTIES AUTOMOC ON)
  endif()
  target_link_libraries(${NAME} PUBLIC ${ARG_LINKS})
  if(NOT ARG_HEADERS)
    if(ARG_QT)
      set(ARG_HEADERS qt)
    else()
      set(ARG_HEADERS plain)
    endif()
  endif()
  target_precompile_headers(${NAME} REUSE_FROM precompiled_${ARG_HEADERS})
endfunction()
