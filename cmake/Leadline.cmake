# Flags live here and nowhere else.
add_library(project_options INTERFACE)
target_compile_features(project_options INTERFACE cxx_std_23)
target_include_directories(project_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(project_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-qual -Wno-missing-field-initializers $<$<BOOL:${LEADLINE_WERROR}>:-Werror>)
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

# add_engine_library(book SOURCES order_book.h order_book.cpp USES core LINKS simdjson::simdjson)
#   NAME  the folder below engine/, the namespace and the target, one word for all three
#   USES  the rooms this one may include; a test compares this line with the includes
#   LINKS libraries that are not ours
function(add_engine_library NAME)
  cmake_parse_arguments(ARG "QT" "" "SOURCES;USES;LINKS" ${ARGN})
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
endfunction()
