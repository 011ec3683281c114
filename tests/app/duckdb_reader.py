# SPDX-License-Identifier: MIT
"""SQL over files through DuckDB's C library, since Debian has no Python module of it: rows of texts, None for NULL."""
import ctypes


class DuckDb:
    def __init__(self, library):
        self.c = ctypes.CDLL(library)
        self.c.duckdb_row_count.restype = self.c.duckdb_column_count.restype = ctypes.c_uint64
        self.c.duckdb_value_varchar.restype = ctypes.c_void_p
        self.c.duckdb_result_error.restype = self.c.duckdb_column_name.restype = ctypes.c_char_p
        self.c.duckdb_value_varchar.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint64]
        self.c.duckdb_column_name.argtypes = [ctypes.c_void_p, ctypes.c_uint64]
        self.c.duckdb_free.argtypes = [ctypes.c_void_p]
        self.database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        assert self.c.duckdb_open(None, ctypes.byref(self.database)) == 0
        assert self.c.duckdb_connect(self.database, ctypes.byref(self.connection)) == 0

    def ask(self, sql):
        """A list of dictionaries."""
        result = ctypes.create_string_buffer(256)  # duckdb_result is smaller
        at = ctypes.addressof(result)
        state = self.c.duckdb_query(self.connection, sql.encode(), ctypes.c_void_p(at))
        assert state == 0, self.c.duckdb_result_error(ctypes.c_void_p(at))
        names = [self.c.duckdb_column_name(at, i).decode() for i in range(self.c.duckdb_column_count(ctypes.c_void_p(at)))]
        rows = []
        for row in range(self.c.duckdb_row_count(ctypes.c_void_p(at))):
            values = []
            for column in range(len(names)):
                text = self.c.duckdb_value_varchar(at, column, row)
                values.append(None if not text else ctypes.string_at(text).decode())
                self.c.duckdb_free(text)
            rows.append(dict(zip(names, values)))
        self.c.duckdb_destroy_result(ctypes.c_void_p(at))
        return rows
