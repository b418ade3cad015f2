#!/bin/sh
# A file system that is full when a run is finished: eight inodes, of which the folder and its six files take seven beside the
# root. Moving into place needs none. Needs the right to mount; ends with 77 where that is missing.
# usage: last-inode.sh COMMAND…     the words that start Baton
mnt=$(mktemp -d)
mount -t tmpfs -o size=6m,nr_inodes=8 tmpfs "$mnt" 2>/dev/null || { rmdir "$mnt"; exit 77; }
"$@" train --episodes 320 --output "$mnt/t"
code=$?
ls -A "$mnt"
umount "$mnt"
rmdir "$mnt"
exit $code
