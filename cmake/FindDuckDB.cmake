# Finds DuckDB's C library: an installed one, else the copy that scripts/setup unpacked below build/.
find_path(DuckDB_INCLUDE_DIR duckdb.h HINTS ${PROJECT_SOURCE_DIR}/build/duckdb)
find_library(DuckDB_LIBRARY duckdb HINTS ${PROJECT_SOURCE_DIR}/build/duckdb)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run scripts/setup, which unpacks it below build/duckdb")
if(DuckDB_FOUND AND NOT TARGET DuckDB::DuckDB)
  add_library(DuckDB::DuckDB SHARED IMPORTED)
  set_target_properties(DuckDB::DuckDB PROPERTIES IMPORTED_LOCATION ${DuckDB_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${DuckDB_INCLUDE_DIR} IMPORTED_NO_SONAME ON)
endif()
