// Bytes and durations as they are printed.
#include "harness/base/amounts.hpp"

#include <gtest/gtest.h>

namespace {

using xner::bytes_text;
using xner::duration_text;

TEST(Bytes, HaveThreeDigits) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(1023), "1023 B");
  EXPECT_EQ(bytes_text(1024), "1.00 KiB");
  EXPECT_EQ(bytes_text(5000), "4.88 KiB");
  EXPECT_EQ(bytes_text(10'239), "10.0 KiB");
  EXPECT_EQ(bytes_text(std::int64_t{700} << 20), "700 MiB");
  EXPECT_EQ(bytes_text((std::int64_t{1} << 20) - 1), "1.00 MiB");
  EXPECT_EQ(bytes_text(std::int64_t{16} << 30), "16.0 GiB");
}

TEST(Durations, AreRead) {
  EXPECT_EQ(duration_text(-1), "0 s");
  EXPECT_EQ(duration_text(0.2), "0 s");
  EXPECT_EQ(duration_text(59), "59 s");
  EXPECT_EQ(duration_text(90), "2 min");
  EXPECT_EQ(duration_text(3600 * 2 + 65), "2 h 01 min");
  EXPECT_EQ(duration_text(3600 * 24 * 3.5), "3 d");
}

}  // namespace
