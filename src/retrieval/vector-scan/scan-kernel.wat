;; The inner loop of the scan: int8 rows against one query, exact int32 dot products, and a float32 sieve that lets only
;; rows through that can still enter the top k. `npm run build:scan-kernel` makes assets/scan-kernel.wasm of it.
(module
  (import "env" "memory" (memory 1))

  ;; The dot product of a row of int8, `width` bytes long, and a query of as many int16: 32 bytes a turn.
  (func $dot (param $row i32) (param $width i32) (param $query i32) (result i32)
    (local $end i32) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $end (i32.add (local.get $row) (local.get $width)))
    (loop $turn
      (local.set $a (i32x4.add (local.get $a)
        (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $row)) (v128.load (local.get $query)))))
      (local.set $b (i32x4.add (local.get $b)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=8 (local.get $row)) (v128.load offset=16 (local.get $query)))))
      (local.set $c (i32x4.add (local.get $c)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=16 (local.get $row)) (v128.load offset=32 (local.get $query)))))
      (local.set $d (i32x4.add (local.get $d)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=24 (local.get $row)) (v128.load offset=48 (local.get $query)))))
      (local.set $query (i32.add (local.get $query) (i32.const 64)))
      (local.set $row (i32.add (local.get $row) (i32.const 32)))
      (br_if $turn (i32.lt_u (local.get $row) (local.get $end))))
    (local.set $a (i32x4.add
      (i32x4.add (local.get $a) (local.get $b))
      (i32x4.add (local.get $c) (local.get $d))))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $a)) (i32x4.extract_lane 1 (local.get $a)))
      (i32.add (i32x4.extract_lane 2 (local.get $a)) (i32x4.extract_lane 3 (local.get $a)))))

  ;; Whether the bit of an ordinal is set in a bitmap; without a bitmap (`bytes` < 0) every row counts.
  (func $allowed (param $ordinal i32) (param $bitmap i32) (param $bytes i32) (result i32)
    (local $byte i32)
    (if (i32.lt_s (local.get $bytes) (i32.const 0)) (then (return (i32.const 1))))
    (local.set $byte (i32.shr_u (local.get $ordinal) (i32.const 3)))
    (if (i32.ge_u (local.get $byte) (local.get $bytes)) (then (return (i32.const 0))))
    (i32.and
      (i32.shr_u
        (i32.load8_u (i32.add (local.get $bitmap) (local.get $byte)))
        (i32.and (local.get $ordinal) (i32.const 7)))
      (i32.const 1)))

  ;; Which rows let nothing be said against them: `filter_first` looks at the bitmap before the dot product, else only at
  ;; rows that pass the sieve.
  (func (export "scan")
    (param $row i32) (param $count i32) (param $width i32) (param $query i32) (param $inverse i32)
    (param $ordinals i32) (param $bitmap i32) (param $bytes i32) (param $threshold f32) (param $out i32)
    (param $filter_first i32) (result i32)
    (local $index i32) (local $dot i32) (local $start i32)
    (local.set $start (local.get $out))
    (block $done
      (br_if $done (i32.eqz (local.get $count)))
      (loop $next
        (block $skip
          (if (local.get $filter_first) (then (br_if $skip (i32.eqz
            (call $allowed (i32.load (local.get $ordinals)) (local.get $bitmap) (local.get $bytes))))))
          (local.set $dot (call $dot (local.get $row) (local.get $width) (local.get $query)))
          (br_if $skip (i32.eqz (f32.ge
            (f32.mul (f32.convert_i32_s (local.get $dot)) (f32.load (local.get $inverse)))
            (local.get $threshold))))
          (if (i32.eqz (local.get $filter_first)) (then (br_if $skip (i32.eqz
            (call $allowed (i32.load (local.get $ordinals)) (local.get $bitmap) (local.get $bytes))))))
          (i32.store (local.get $out) (local.get $index))
          (i32.store offset=4 (local.get $out) (local.get $dot))
          (local.set $out (i32.add (local.get $out) (i32.const 8))))
        (local.set $row (i32.add (local.get $row) (local.get $width)))
        (local.set $inverse (i32.add (local.get $inverse) (i32.const 4)))
        (local.set $ordinals (i32.add (local.get $ordinals) (i32.const 4)))
        (local.set $index (i32.add (local.get $index) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $index) (local.get $count)))))
    (i32.shr_u (i32.sub (local.get $out) (local.get $start)) (i32.const 3))))
