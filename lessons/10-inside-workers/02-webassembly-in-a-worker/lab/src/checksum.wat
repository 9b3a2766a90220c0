;; Adler-32 of the bytes in memory, from 0 up to length.
;; checksum.wasm is this file, compiled (wat2wasm checksum.wat).
(module
  ;; One page of memory is 64 KiB. It may be grown from outside.
  (memory (export "memory") 1)
  (func (export "adler32") (param $length i32) (result i32)
    (local $at i32)
    (local $a i32)
    (local $b i32)
    (local.set $a (i32.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $length)))
        (local.set $a
          (i32.rem_u
            (i32.add (local.get $a) (i32.load8_u (local.get $at)))
            (i32.const 65521)))
        (local.set $b
          (i32.rem_u
            (i32.add (local.get $b) (local.get $a))
            (i32.const 65521)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (i32.or (i32.shl (local.get $b) (i32.const 16)) (local.get $a))))
